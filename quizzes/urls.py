"""Sitting an assessment."""

from django.urls import path

from quizzes import recall_views, views

app_name = "quizzes"

urlpatterns = [
    path("quizzes/<uuid:uuid>/start/", views.start_attempt, name="start"),
    path("attempts/<uuid:uuid>/", views.attempt, name="attempt"),
    path("attempts/<uuid:uuid>/responses/<int:position>/", views.save_response, name="save_response"),
    path("attempts/<uuid:uuid>/state/", views.attempt_state, name="state"),
    path("attempts/<uuid:uuid>/resume/", views.resume_attempt, name="resume"),
    path("attempts/<uuid:uuid>/events/", views.note_event, name="events"),
    path("attempts/<uuid:uuid>/submit/", views.submit_attempt, name="submit"),
    path("attempts/<uuid:uuid>/review/", views.review_attempt, name="review"),
    path("learn/review/", recall_views.session, name="recall"),
    path("learn/review/cards/<uuid:uuid>/", recall_views.grade_card, name="grade_card"),
    path("learn/review/questions/<uuid:uuid>/", recall_views.answer_question, name="answer_question"),
    path("learn/review/answers/<uuid:uuid>/", recall_views.explain_answer, name="recall_answer"),
    path("learn/calibration/", recall_views.calibration, name="calibration"),
]
