"""Addresses of signing in and out, of the accounts' administration, and of the audit."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import audit, signing_in, tokens, users

app_name = "accounts"
urlpatterns = [
    path("login/", signing_in.SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", signing_in.PasswordChangeView.as_view(), name="password_change"),
    path("language/", signing_in.set_language, name="set_language"),
    path("display/", signing_in.set_display, name="set_display"),
    path("users/", users.user_list, name="user_list"),
    path("users/add/", users.add, name="user_add"),
    path("users/<int:pk>/", users.detail, name="user_detail"),
    path("users/<int:pk>/edit/", users.edit, name="user_edit"),
    path("users/<int:pk>/close/", users.close, name="user_close"),
    path("users/<int:pk>/reopen/", users.reopen, name="user_reopen"),
    path("users/<int:pk>/new-password/", users.new_password, name="user_new_password"),
    path("users/<int:pk>/unlock/", users.unlock, name="user_unlock"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<int:pk>/withdraw/", tokens.withdraw, name="token_withdraw"),
    path("audit/", audit.audit_log, name="audit"),
]
