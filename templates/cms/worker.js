{% load static %}self.OFFLINE = {{ offline|safe }};
importScripts("{% static 'js/offline/worker.js' %}");
