"""What a suspended question comes back to, and how many questions on trial a paper holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="stage",
            field=models.CharField(
                choices=[
                    ("approved", "Approved, not in use"),
                    ("pretest", "On trial, unscored"),
                    ("operational", "Operational"),
                    ("suspended", "Suspended"),
                ],
                default="operational",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="quiz",
            name="pretest_count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
