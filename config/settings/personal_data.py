"""How the data of persons are enciphered, and whose task they are; see `.env.example`."""

from config.env import env, personal_data_key

PERSONAL_DATA_KEY = personal_data_key()

PERSONAL_DATA_CIPHER = env.str("PERSONAL_DATA_CIPHER", default="aes-gcm")
if PERSONAL_DATA_CIPHER not in ("aes-gcm", "sm4-gcm"):
    raise ValueError(f"PERSONAL_DATA_CIPHER={PERSONAL_DATA_CIPHER}: aes-gcm or sm4-gcm.")

# Words that a department's name holds when people are its task (clause 十四 names 人社 first).
PERSONAL_DATA_DEPARTMENTS = env.list("PERSONAL_DATA_DEPARTMENTS", default=["人社", "人力资源"])
