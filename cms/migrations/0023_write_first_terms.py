"""Terms of use and a privacy notice to begin with: people agree to them at sign-up, and editors make them their own."""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone
from treebeard.numconv import NumConv

TERMS = """
<h2>What this is</h2>
<p>This site offers courses, exams and certificates to professionals. It does not give medical or legal advice, and no
certificate from here permits anyone to practise medicine.</p>
<h2>Your account</h2>
<p>It is yours alone. Give your own name, keep your sign-in to yourself, and tell us if somebody else may have used it.</p>
<h2>Learning and exams</h2>
<p>Lessons are for your own study. In exams you answer by yourself, and you do not pass questions on. Each course with an
exam has a code of conduct that you accept before. An attempt that breaks it can be declared void, with the reason, and you
can object.</p>
<h2>Certificates</h2>
<p>A certificate says what its page says, for as long as it is valid. It can be suspended or revoked with a reason that anyone
who checks it can read. You may show it to whomever you like; you may not change it.</p>
<h2>The end of it</h2>
<p>You can delete your account at any time under “Your data”. We can close an account that is used against these terms, after
telling you why. Certificates that were issued stay what they are, because others rely on them.</p>
"""

PRIVACY = """
<h2>What we keep, and why</h2>
<ul>
<li>Your name, email address, language and time zone, to run your account and print your certificates.</li>
<li>What you opened and completed, your answers and your marks, to teach and to certify.</li>
<li>During exams, that a page was left or text copied, as information for the examiner. Nothing fails you automatically.</li>
<li>Your certificates, so that anyone whom you show one can check it.</li>
<li>What was done to your account and by whom, so that mistakes and misuse can be found.</li>
</ul>
<h2>What rests on your consent</h2>
<p>Reminders by mail, and a public page with your certificates. You can withdraw either at any time under “Your data”.</p>
<h2>Who sees it</h2>
<p>The people who teach, mark and issue certificates here, each only what their work needs. Pages load nothing from other
companies, and nothing is sold or used for advertising.</p>
<h2>How long</h2>
<p>For as long as you have an account. When you delete it, your name and address go, and what you did stays without a name.
Certificates and the record of what was decided keep the name that they bear.</p>
<h2>Your rights</h2>
<p>You can see, correct and take away everything that is kept about you, and have it deleted, under “Your data”. Write to us if
something is missing there; you can also complain to the data protection authority where you live.</p>
"""

# How the tree counts the places below a page.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

TEXTS = (("terms", "Terms of use", "terms", TERMS), ("privacy", "Privacy notice", "privacy", PRIVACY))


def write(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing happens without a home page, or where such pages are there already."""
    home = apps.get_model("cms", "HomePage").objects.order_by("path").first()
    if home is None or apps.get_model("cms", "LegalPage").objects.exists():
        return
    now = timezone.now()
    for subject, title, slug, body in TEXTS:
        if _children(apps, home).filter(slug=slug).exists():
            continue
        _add(apps, home, subject=subject, title=title, slug=slug, body=body.strip())
        apps.get_model("accounts", "LegalText").objects.get_or_create(
            subject=subject,
            language=settings.LANGUAGE_CODE,
            version=1,
            defaults={"title": title, "body": body.strip(), "published_at": now},
        )


def _add(apps: StateApps, home: Any, **fields: Any) -> None:
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="legalpage"
    )
    now = timezone.now()
    apps.get_model("cms", "LegalPage").objects.create(
        content_type=content_type,
        path=_next_path(apps, home),
        depth=home.depth + 1,
        url_path=f"{home.url_path}{fields['slug']}/",
        draft_title=fields["title"],
        locale_id=home.locale_id,
        live=True,
        first_published_at=now,
        last_published_at=now,
        **fields,
    )
    pages = apps.get_model("wagtailcore", "Page").objects
    pages.filter(pk=home.pk).update(numchild=_children(apps, home).count())


def _next_path(apps: StateApps, home: Any) -> str:
    last = _children(apps, home).order_by("path").last()
    numbers = NumConv(DIGITS)
    number = numbers.str2int(last.path[-4:]) + 1 if last else 1
    return f"{home.path}{numbers.int2str(number).rjust(4, '0')}"


def _children(apps: StateApps, home: Any) -> Any:
    return apps.get_model("wagtailcore", "Page").objects.filter(path__startswith=home.path, depth=home.depth + 1)


class Migration(migrations.Migration):
    dependencies = [("cms", "0022_legal_pages"), ("accounts", "0006_keep_legal_texts")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
