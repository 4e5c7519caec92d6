"""What the policy counts of people and what supports them: each figure in one place.

Only verified records count, on the day asked about. Persons are counted once (人数); how often
they took part (人次) stands beside it. 超过 leaves the number itself out, 以上 includes it: the
comparison is data of the policy file, not code.
"""
