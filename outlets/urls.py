from django.urls import path

app_name = "outlets"
urlpatterns: list = []
