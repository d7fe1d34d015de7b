"""The addresses of the product, and a page that shows nothing but the frame of every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from accounts.guards import requires
from config import urls


@requires("home.view")
def bare(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
