"""The one page that demonstrations alone have: `style_guide`."""

from django.urls import path

from demo import style_guide

app_name = "demo"
urlpatterns = [path("operator/parts/", style_guide.style_guide, name="style_guide")]
