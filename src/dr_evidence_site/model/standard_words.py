"""The words of a site that has not written its own, in each language that the program knows: its title, the labels and
the disclaimers of its audiences, and the label of its link for further questions.

Words of the interface are not here: they stand in the templates and are translated by `templates/messages/`.
"""

from __future__ import annotations

from msgspec import Struct

from dr_evidence_site.model.languages import wider


class StandardWords(Struct, frozen=True):
    """One language's words. `labels` and `disclaimers` are by the id of an audience, a disclaimer as HTML.

    `general` is the disclaimer of any other audience.
    """

    title: str
    follow_up: str
    labels: dict[str, str]
    disclaimers: dict[str, str]
    general: str

    def disclaimer(self, audience: str) -> str:
        """The disclaimer of the audience with this id."""
        return self.disclaimers.get(audience, self.general)


def standard_words(language: str) -> StandardWords | None:
    """The words for a language tag, those of "fr" for "fr-CA"; None for a language that the program does not know."""
    return next((WORDS[tag] for tag in wider(language) if tag in WORDS), None)


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


def _strong(text: str) -> str:
    return f"<strong>{text}</strong>"


WORDS: dict[str, StandardWords] = {
    "en": StandardWords(
        title="Evidence summaries",
        follow_up="Have a follow-up question?",
        labels={"patient": "Patient or carer", "clinician": "Health professional"},
        disclaimers={
            "patient": _paragraphs(
                "This page is for general education only. It is not medical advice for you, and it does not replace a "
                "talk with your doctor, nurse or pharmacist, who know your health.",
                "Do not put off seeing a doctor, and do not start, stop or change a treatment, because of what you "
                "read here.",
                _strong("In an emergency, call your local emergency number at once."),
            ),
            "clinician": _paragraphs(
                "This page is for education only. It summarises published evidence as of the dates shown, and may be "
                "incomplete or out of date.",
                "It does not replace your clinical judgement, current guidelines or the product information, and it is "
                "not advice on the care of one particular patient. Check the cited sources before you act on them.",
                "In an emergency, follow your local emergency procedures.",
            ),
        },
        general=_paragraphs(
            "This page is for general education only. It is not medical advice for any one person, and it does not "
            "replace the judgement of a qualified health professional. It may be incomplete or out of date; check the "
            "cited sources.",
            "Do not delay getting medical care, and do not start, stop or change a treatment, because of what you read "
            "here.",
            _strong("In an emergency, call your local emergency number at once."),
        ),
    ),
    "fr": StandardWords(
        title="Synthèses de données probantes",
        follow_up="Vous avez une autre question\u202f?",
        labels={"patient": "Patient ou proche aidant", "clinician": "Professionnel de santé"},
        disclaimers={
            "patient": _paragraphs(
                "Cette page a un but uniquement éducatif et général. Elle ne constitue pas un avis médical pour vous "
                "et ne remplace pas un entretien avec votre médecin, votre infirmier ou infirmière, ou votre "
                "pharmacien, qui connaissent votre état de santé.",
                "Ne retardez pas une consultation médicale, et ne commencez, n’arrêtez ni ne modifiez aucun traitement "
                "à cause de ce que vous lisez ici.",
                _strong("En cas d’urgence, appelez immédiatement votre numéro d’urgence local."),
            ),
            "clinician": _paragraphs(
                "Cette page a un but uniquement éducatif. Elle résume les données publiées aux dates indiquées, et "
                "peut être incomplète ou dépassée.",
                "Elle ne remplace ni votre jugement clinique, ni les recommandations en vigueur, ni l’information "
                "officielle sur les produits, et ne constitue pas un avis sur la prise en charge d’un patient en "
                "particulier. Vérifiez les sources citées avant d’en tenir compte dans votre pratique.",
                "En cas d’urgence, suivez vos procédures d’urgence locales.",
            ),
        },
        general=_paragraphs(
            "Cette page a un but uniquement éducatif et général. Elle ne constitue un avis médical pour personne en "
            "particulier et ne remplace pas le jugement d’un professionnel de santé qualifié. Elle peut être "
            "incomplète ou dépassée\u202f; vérifiez les sources citées.",
            "Ne tardez pas à vous faire soigner, et ne commencez, n’arrêtez ni ne modifiez aucun traitement à cause de "
            "ce que vous lisez ici.",
            _strong("En cas d’urgence, appelez immédiatement votre numéro d’urgence local."),
        ),
    ),
    "es": StandardWords(
        title="Resúmenes de la evidencia",
        follow_up="¿Tiene otra pregunta?",
        labels={"patient": "Paciente o persona cuidadora", "clinician": "Profesional de la salud"},
        disclaimers={
            "patient": _paragraphs(
                "Esta página tiene únicamente fines educativos generales. No es un consejo médico para usted y no "
                "sustituye una conversación con su profesional de medicina, enfermería o farmacia, que conoce su "
                "estado de salud.",
                "No retrase una consulta médica, y no empiece, suspenda ni cambie un tratamiento por lo que lea aquí.",
                _strong("En caso de emergencia, llame de inmediato al número de emergencias de su localidad."),
            ),
            "clinician": _paragraphs(
                "Esta página tiene únicamente fines educativos. Resume la evidencia publicada hasta las fechas "
                "indicadas, y puede estar incompleta o desactualizada.",
                "No sustituye su juicio clínico, las guías vigentes ni la información oficial de los productos, y no "
                "es un consejo sobre la atención de un paciente en particular. Compruebe las fuentes citadas antes de "
                "actuar en función de ellas.",
                "En caso de emergencia, siga los procedimientos locales de emergencia.",
            ),
        },
        general=_paragraphs(
            "Esta página tiene únicamente fines educativos generales. No es un consejo médico para ninguna persona en "
            "particular y no sustituye el criterio de un profesional de la salud cualificado. Puede estar incompleta o "
            "desactualizada; compruebe las fuentes citadas.",
            "No se demore en obtener atención médica, y no empiece, suspenda ni cambie un tratamiento por lo que lea "
            "aquí.",
            _strong("En caso de emergencia, llame de inmediato al número de emergencias de su localidad."),
        ),
    ),
    "de": StandardWords(
        title="Zusammenfassungen der Evidenz",
        follow_up="Haben Sie eine weitere Frage?",
        labels={"patient": "Patienten und Angehörige", "clinician": "Medizinische Fachkreise"},
        disclaimers={
            "patient": _paragraphs(
                "Diese Seite dient nur der allgemeinen Bildung. Sie ist keine ärztliche Beratung für Sie und ersetzt "
                "nicht das Gespräch mit den Fachleuten in Arztpraxis, Pflege oder Apotheke, die Ihren "
                "Gesundheitszustand kennen.",
                "Schieben Sie einen Arztbesuch nicht auf, und beginnen, beenden oder ändern Sie keine Behandlung wegen "
                "etwas, das Sie hier lesen.",
                _strong("Wählen Sie im Notfall sofort die Notrufnummer Ihres Landes."),
            ),
            "clinician": _paragraphs(
                "Diese Seite dient nur der Bildung. Sie fasst die veröffentlichte Evidenz zum Stand der angegebenen "
                "Daten zusammen und kann unvollständig oder veraltet sein.",
                "Sie ersetzt weder Ihr klinisches Urteil noch aktuelle Leitlinien oder die Produktinformationen und "
                "ist keine Beratung zur Behandlung einer bestimmten Person. Prüfen Sie die zitierten Quellen, bevor "
                "Sie danach handeln.",
                "Folgen Sie im Notfall den Notfallabläufen vor Ort.",
            ),
        },
        general=_paragraphs(
            "Diese Seite dient nur der allgemeinen Bildung. Sie ist keine ärztliche Beratung für eine bestimmte Person "
            "und ersetzt nicht das Urteil qualifizierter medizinischer Fachleute. Sie kann unvollständig oder veraltet "
            "sein; prüfen Sie die zitierten Quellen.",
            "Schieben Sie nötige medizinische Hilfe nicht auf, und beginnen, beenden oder ändern Sie keine Behandlung "
            "wegen etwas, das Sie hier lesen.",
            _strong("Wählen Sie im Notfall sofort die Notrufnummer Ihres Landes."),
        ),
    ),
    "ar": StandardWords(
        title="ملخصات الأدلة",
        follow_up="هل لديك سؤال آخر؟",
        labels={"patient": "مريض أو مقدّم رعاية", "clinician": "مختص في الرعاية الصحية"},
        disclaimers={
            "patient": _paragraphs(
                "هذه الصفحة للتثقيف العام فقط. وهي ليست نصيحة طبية موجهة إليك، ولا تغني عن التحدث مع طبيبك أو ممرضك "
                "أو الصيدلي، فهم يعرفون حالتك الصحية.",
                "لا تؤجل مراجعة الطبيب، ولا تبدأ علاجًا أو توقفه أو تغيّره بسبب ما تقرؤه هنا.",
                _strong("في حالات الطوارئ، اتصل فورًا برقم الطوارئ المحلي."),
            ),
            "clinician": _paragraphs(
                "هذه الصفحة لأغراض تعليمية فقط. وهي تلخص الأدلة المنشورة حتى التواريخ المبيّنة، وقد تكون غير مكتملة "
                "أو قديمة.",
                "وهي لا تحل محل حكمك السريري أو الإرشادات الحالية أو معلومات المنتج الدوائي، وليست نصيحة بشأن رعاية "
                "مريض بعينه. راجع المصادر المذكورة قبل العمل بها.",
                "في حالات الطوارئ، اتبع إجراءات الطوارئ المحلية.",
            ),
        },
        general=_paragraphs(
            "هذه الصفحة للتثقيف العام فقط. وهي ليست نصيحة طبية لشخص بعينه، ولا تغني عن رأي مختص مؤهل في الرعاية "
            "الصحية. وقد تكون غير مكتملة أو قديمة؛ فراجع المصادر المذكورة.",
            "لا تؤخر الحصول على الرعاية الطبية، ولا تبدأ علاجًا أو توقفه أو تغيّره بسبب ما تقرؤه هنا.",
            _strong("في حالات الطوارئ، اتصل فورًا برقم الطوارئ المحلي."),
        ),
    ),
}
"""By BCP 47 tag."""
