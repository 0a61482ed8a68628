### Courriels en français. La valeur est l'objet : jamais de nom, seulement un code, un niveau, des nombres, des dates.
### .body : le code, une ligne de ce qu'il y a à faire. .link : les mots du lien, qui demande une connexion.

## E01 à E19
case_alert = [{ $code }] Alerte niveau { $n } : { $k ->
    [one] { $k } appel
   *[other] { $k } appels
} sans réponse
    .body =
        L'alerte { $code }, niveau { $n }, attend quelqu'un. Appels sans réponse depuis { $h } : { $k }.

        À faire : ouvrir la fiche et prendre l'alerte, ou la passer à la personne suivante.
    .link = Ouvrir l'alerte { $code }
case_alert_again = [{ $code }] Alerte toujours non prise depuis { $min } min
    .body =
        Personne n'a pris l'alerte { $code } depuis { $min } minutes. Sans réponse, elle passe à la personne suivante à { $h }.

        À faire : ouvrir la fiche et prendre l'alerte.
    .link = Ouvrir l'alerte { $code }
serious_alert = [{ $code }] Alerte grave : à ouvrir maintenant
    .body =
        Forte inquiétude après un appel. Le détail est dans la fiche { $code }, jamais dans un courriel.

        À faire : ouvrir la fiche maintenant. Si une vie est en danger, composez le 15 ou le 112.
    .link = Ouvrir la fiche { $code }
monday_digest = Votre lundi matin : { $d ->
    [one] { $d } alerte
   *[other] { $d } alertes
}, { $e ->
    [one] { $e } appel
   *[other] { $e } appels
} à couvrir
    .body =
        { $d ->
            [0] Aucune alerte ouverte.
           *[other] Alertes ouvertes, dans l'ordre, avec leur niveau : { $liste }.
        }

        { $e ->
            [0] Aucun appel à couvrir dans les deux jours.
           *[other] Appels à couvrir dans les deux jours : { $appels }.
        }

        { $r ->
            [0] Aucune promesse pour aujourd'hui.
           *[other] Promesses à tenir aujourd'hui, la plus pressée d'abord : { $promesses }.
        }

        À faire : commencer par la première alerte de la liste, elles sont dans l'ordre.
week_summary = Bilan de la semaine { $semaine } : { $b } appels, { $heures } h d'écoute
    .body =
        Semaine { $semaine } : { $b } appels faits, { $heures } heures d'écoute. Merci à toute l'équipe.
    .link = Voir le bilan
crisis_on = Mode { $crise } activé : { $n } personnes, cycle de { $x } h
    .body =
        Le mode { $crise } est activé. { $n } personnes sont à joindre toutes les { $x } heures.

        À faire : ouvrir la liste et prendre la première personne.
    .link = Ouvrir la liste
crisis_off = Mode { $crise } levé : bilan et personnes à rappeler
    .body =
        Le mode { $crise } est levé. Personnes fragiles à rappeler pour finir : { $n }.
    .link = Voir le bilan
vol_welcome = Bienvenue dans l'équipe : vos premiers pas
    .body =
        Bonjour { $v },

        Merci de rejoindre { $service }. Vous n'avez rien à installer : nous vous appelons, vous appuyez sur 1, et nous vous mettons en relation. Votre numéro n'est jamais montré.

        À faire : ouvrir votre page et vérifier vos jours et vos heures.
    .link = Ouvrir ma page
vol_schedule = Votre planning d'appels du { $d1 } au { $d2 }
    .body =
        Bonjour { $v },

        Appels prévus du { $d1 } au { $d2 } : { $k }. { $service } vous rappelle chaque rendez-vous par SMS.

        À faire : ouvrir votre page, dire oui ou non, ou noter une absence.
    .link = Ouvrir mon planning
support_group = Groupe de parole { $j } à { $h } : on vous attend
    .body =
        Bonjour { $v },

        Le groupe de parole de { $service } se retrouve { $j } à { $h }. Venez comme vous êtes.
    .link = Dire si je viens
yearly_certificate = Votre attestation annuelle : { $heures } h données
    .body =
        Bonjour { $v },

        Votre attestation annuelle est prête : { $heures } heures données avec { $service }. Merci.
    .link = Ouvrir mon attestation
referral_ack = [{ $code }] Votre signalement est bien arrivé
    .body =
        Le signalement { $code } est bien arrivé. La personne est contactée sous { $x } jours ouvrés. Vous verrez seulement où il en est : en cours, accepté ou refusé.
    .link = Voir où en est le signalement
referral_outcome = [{ $code }] Suite donnée : { $etat }
    .body =
        Suite donnée au signalement { $code } : { $etat }. Merci pour votre attention à cette personne.
    .link = Voir le signalement
import_report = Import du { $date } : { $ok } lignes reprises, { $ko } à corriger
    .body =
        L'import du { $date } est terminé. Lignes reprises : { $ok }. Lignes à corriger : { $ko }, chacune avec son numéro et sa raison.
    .link = Voir les lignes à corriger
funder_report = Rapport { $periode } : indicateurs et méthode
    .body =
        Le rapport { $periode } est prêt. Les définitions sont données avec les nombres.
    .link = Ouvrir le rapport
access_request = Votre demande d'accès { $code } : réponse avant le { $date }
    .body =
        Votre demande { $code } est bien arrivée. Vous aurez une réponse avant le { $date }.
security_incident = Incident de sécurité { $code } : actions sous 72 h
    .body =
        Un incident de sécurité est ouvert sous le code { $code }. La notification éventuelle est due sous 72 heures.

        À faire : ouvrir la fiche et suivre la liste.
    .link = Ouvrir l'incident
backup_report = Sauvegarde du { $date } : { $etat }
    .body =
        Sauvegarde du { $date } : { $etat }.
    .link = Voir les sauvegardes
carrier_down = Opérateur téléphonique indisponible depuis { $h }
    .body =
        L'opérateur téléphonique ne répond plus depuis { $h }. Les appels prévus attendent, rien n'est perdu.

        À faire : vérifier la page d'état de l'opérateur, et prévenir l'équipe d'écoute.
    .link = Ouvrir la page de santé

carrier_back = L'opérateur téléphonique répond de nouveau
    .body =
        L'opérateur téléphonique ne répondait plus depuis { $h }. Il répond de nouveau. Les SMS gardés partent, les plus urgents d'abord.

        À faire : regarder les alertes ouvertes, certains appels ont pu prendre du retard.
    .link = Ouvrir la page de santé

## Les autres, dans le même ton
daily_digest = Votre journée du { $date } : { $d ->
    [one] { $d } alerte
   *[other] { $d } alertes
}, { $e ->
    [one] { $e } appel
   *[other] { $e } appels
} à couvrir
    .body =
        { $d ->
            [0] Aucune alerte ouverte.
           *[other] Alertes ouvertes, dans l'ordre, avec leur niveau : { $liste }.
        }

        { $e ->
            [0] Aucun appel à couvrir dans les deux jours.
           *[other] Appels à couvrir dans les deux jours : { $appels }.
        }

        { $r ->
            [0] Aucune promesse pour aujourd'hui.
           *[other] Promesses à tenir aujourd'hui, la plus pressée d'abord : { $promesses }.
        }

        À faire : commencer par la première alerte de la liste, elles sont dans l'ordre.
uncovered_call = [{ $code }] Appel sans bénévole, { $j } à { $h }
    .body =
        L'appel { $code }, { $j } à { $h }, n'a pas de bénévole.

        À faire : trouver un relais, appeler vous-même, ou prévenir la personne.
    .link = Ouvrir l'appel { $code }
follow_up_late = [{ $code }] Suite d'un appel en retard, promise avant { $h }
    .body =
        Ce dont une personne avait besoin devait être fait avant { $h }, et ce n'est pas encore noté comme fait.

        À faire : voir avec qui s'en occupe, et le faire aujourd'hui.
    .link = Ouvrir la suite { $code }
abuse_reported = [{ $code }] Échange irrespectueux sur la ligne, à revoir
    .body =
        Une personne de la ligne a mis fin à un échange irrespectueux. Cet appelant entend une pause de 24 heures, et peut laisser un message.

        À faire : voir avec qui a répondu comment cela va, puis garder la pause ou la lever en fermant l'alerte comme fausse alerte.
    .link = Ouvrir l'alerte { $code }
help_asked = [{ $code }] Aide demandée à un appel automatique
    .body =
        Une personne accompagnée a demandé de l'aide pendant un appel automatique. La personne de garde a été appelée aussitôt.

        À faire : savoir si elles se sont parlé, appeler sinon, puis noter ce qui a été fait.
    .link = Ouvrir l'alerte { $code }
consent_withdrawn = [{ $code }] Un accord est retiré
    .body =
        Une personne accompagnée a retiré un accord. Ce qui en dépend est arrêté, les bénévoles sont prévenus.

        À faire : appeler pour comprendre, et dire que la ligne lui reste ouverte. Pour reprendre, il faut un nouveau oui.
    .link = Ouvrir l'alerte { $code }
pause_ending = [{ $code }] Une pause finit dans deux jours
    .body =
        La pause d'une personne accompagnée finit dans deux jours. Ses appels reprennent ensuite.

        À faire : prendre de ses nouvelles, puis prolonger la pause ou la laisser finir.
    .link = Ouvrir l'alerte { $code }
callback_late = [{ $code }] Rappel en retard, promis avant { $h }
    .body =
        Nous avions promis de rappeler avant { $h }, et ce n'est pas encore fait.

        À faire : rappeler maintenant.
    .link = Ouvrir le rappel { $code }
voicemail_waiting = [{ $code }] Message vocal à écouter avant { $h }
    .body =
        Un message laissé sur la ligne attend une réponse avant { $h }.

        À faire : l'écouter et répondre. Il est effacé une fois la réponse donnée.
    .link = Écouter le message { $code }
voicemail_stuck = [{ $code }] Le son d'un message est bloqué chez l'opérateur
    .body =
        L'opérateur ne donne pas le son d'un message laissé sur la ligne, ou ne l'efface pas. Nous continuons à le lui demander.

        À faire : ouvrir la console de l'opérateur, écouter le message s'il attend encore, répondre, et l'y effacer.
    .link = Ouvrir le message { $code }
outcome_worry = [{ $code }] Une inquiétude signalée après un appel
    .body =
        Un bénévole signale une inquiétude après un appel.

        À faire : ouvrir la fiche { $code } aujourd'hui et appeler le bénévole.
    .link = Ouvrir la fiche { $code }
person_to_tell = [{ $code }] Appel changé : une personne à prévenir
    .body =
        Un appel promis change : { $j } à { $h }. La personne ne reçoit pas de SMS de nous.

        À faire : la prévenir par téléphone.
    .link = Ouvrir l'alerte { $code }
series_ending = [{ $code }] Derniers appels : une personne à prévenir
    .body =
        Une série d'appels prend fin : le dernier est { $j } à { $h }.

        À faire : en parler avec la personne, dire le dernier rendez-vous, proposer une suite.
    .link = Ouvrir l'alerte { $code }
visit_missed = [{ $code }] Visite sans nouvelles
    .body =
        Une visite était prévue { $j } à { $h }. Personne n'a ouvert, ou personne n'a dit comment elle s'est passée.

        À faire : appeler la personne, et la voir si elle ne répond pas.
    .link = Ouvrir l'alerte { $code }
support_volunteer = [{ $code }] Un bénévole à appeler sous 48 heures
    .body =
        Des appels viennent de prendre fin, d'une façon qu'un bénévole ne devrait pas porter seul.

        À faire : l'appeler, lui dire ce qui peut l'être, et lui proposer le groupe de parole.
    .link = Ouvrir l'alerte { $code }
line_engaged = [{ $code }] Ligne occupée depuis { $h }
    .body =
        La ligne d'une personne sonne occupé depuis { $h }. Son téléphone est peut-être mal raccroché.

        À faire : essayer son autre numéro, puis un proche ou une personne de l'immeuble.
    .link = Ouvrir l'alerte { $code }
chain_ended = [{ $code }] Alerte niveau { $n } : personne ne l'a prise depuis { $min } min
    .body =
        Toutes les personnes d'astreinte ont été prévenues de l'alerte { $code }, et personne ne l'a prise depuis { $min } minutes. Toute l'équipe reçoit ce message.

        À faire : ouvrir la fiche et prendre l'alerte, qui que vous soyez dans l'équipe.
    .link = Ouvrir l'alerte { $code }
person_called_back = [{ $code }] La personne a rappelé à { $h }
    .body =
        La personne de l'alerte { $code } a rappelé à { $h } et a été mise en relation. Rien à faire.
    .link = Ouvrir la fiche { $code }
case_closed = [{ $code }] Alerte close à { $h }
    .body =
        L'alerte { $code } est close depuis { $h }. Rien à faire. L'issue et le nom de qui l'a constatée sont dans la fiche.
    .link = Ouvrir la fiche { $code }
technical_trouble = [{ $code }] Souci technique depuis { $h }
    .body =
        Le programme n'a pas pu faire une tâche depuis { $h } et demande un coup d'oeil. Le détail est sur la page de santé, sous le code { $code }.
    .link = Ouvrir la page de santé
volunteer_call_me = [{ $code }] Un bénévole attend votre appel avant { $h }
    .body =
        Un bénévole a demandé qu'on l'appelle. Nous avons promis un appel avant { $h }.

        À faire : prendre { $code }, appeler, puis clore.
    .link = Ouvrir { $code }
volunteer_to_ring = [{ $code }] Un bénévole sans SMS à appeler
    .body =
        Un bénévole ne lit pas les SMS. Il faut lui demander si l'appel du { $j } à { $h } lui convient, ou lui dire ce qui a changé.

        À faire : prendre { $code }, l'appeler, noter sa réponse, puis clore.
    .link = Ouvrir { $code }
debrief_unanswered = [{ $code }] Un bénévole a eu un appel difficile
    .body =
        Un bénévole a signalé un appel difficile hier et n'a pas répondu quand nous avons proposé d'en parler.

        À faire : prendre { $code } et l'appeler aujourd'hui.
    .link = Ouvrir { $code }
person_waits = [{ $code }] Une personne à prévenir d'une absence
    .body =
        Un bénévole sera absent. La personne préfère l'attendre : personne ne l'appellera d'ici là.

        À faire : prendre { $code } et la prévenir par téléphone.
    .link = Ouvrir { $code }
campaign_unsettled = [{ $code }] Campagne d'appels : { $k } foyers à suivre
    .body =
        Dans une campagne d'appels, { $k } foyers n'ont pas été appelés, rappelés ou suivis à la date prévue.

        À faire : prendre { $code } et voir la liste avec la personne responsable de la campagne.
    .link = Ouvrir { $code }
late_checks = [{ $code }] Veille : { $k } personnes sans nouvelles
    .body =
        Des nouvelles de { $k } personnes devaient être prises à une date qui est passée.

        À faire : prendre { $code } et les appeler aujourd'hui.
    .link = Ouvrir { $code }
round_unfinished = [{ $code }] Résidence : { $k } habitants sans nouvelles
    .body =
        La semaine se termine et { $k } habitants d'une résidence n'ont pas encore de statut.

        À faire : prendre { $code } et voir avec la personne qui anime la résidence.
    .link = Ouvrir { $code }
match_to_ask = [{ $code }] Une personne à interroger sur un binôme
    .body =
        Une personne accompagnée ne répond pas par SMS. Il reste à lui demander de vive voix si les appels d'un bénévole lui conviennent.

        À faire : l'appeler, puis noter sa réponse.
    .link = Ouvrir { $code }
match_unanswered = [{ $code }] Un binôme sans réponse
    .body =
        Depuis deux jours, quelqu'un n'a pas répondu au sujet d'un binôme, malgré une relance.

        À faire : appeler, puis noter la réponse, ou retirer la proposition.
    .link = Ouvrir { $code }
match_ended = [{ $code }] Un binôme s'arrête : une personne à prévenir
    .body =
        Un bénévole n'appellera pas, ou plus, une personne accompagnée. Elle attend de nouveau quelqu'un, avec sa date d'attente d'origine.

        À faire : la prévenir par téléphone, puis chercher quelqu'un d'autre.
    .link = Ouvrir { $code }
favour_unanswered = [{ $code }] Un coup de main sans volontaire
    .body =
        Aucune voisine, aucun voisin n'a dit oui pour un coup de main.

        À faire : trouver quelqu'un autrement, ou le dire à la personne.
    .link = Ouvrir { $code }
contact_code = Vérification de votre adresse
    .body =
        Votre code pour { $service } : { $otp }. Il est valable 10 minutes.

        Si vous n'avez rien demandé, ne faites rien, et ne donnez ce code à personne.
staff_invitation = Votre accès à la console
    .body =
        Bonjour { $v }. Voici votre lien pour choisir un mot de passe chez { $service }. Il sert une fois et reste valable dix jours.

        Préparez votre téléphone : une application de codes (FreeOTP, Aegis, Google Authenticator) vous sera demandée.

        Si vous ne faites pas partie de l'équipe, ne faites rien.
    .link = Choisir mon mot de passe
referral_waits = [{ $code }] Un signalement attend
    .body =
        Le signalement { $code } d'un partenaire attend depuis plusieurs jours.

        À faire : l'ouvrir, puis accueillir la personne ou dire ce qu'il en est.
    .link = Voir les signalements
partnership_ends = Une convention se termine dans { $n } jours
    .body =
        La convention d'un partenaire prend fin le { $date }. Après cette date, il ne pourra plus signaler de nouvelles personnes ; celles qui sont accompagnées le restent.

        À faire : la renouveler, ou lui dire au revoir.
    .link = Voir les partenaires
volunteer_link = Votre page de bénévole
    .body =
        Bonjour { $v },

        Voici le lien de votre page : vos appels des prochaines semaines, vos absences, vos heures. { $service } vous en renvoie un quand vous voulez : répondez LIEN à l'un de nos SMS.

        Gardez ce lien pour vous : il ouvre votre page sans mot de passe.
    .link = Ouvrir ma page
sign_in_link = Votre lien de connexion, valable { $min } min
    .body =
        Voici votre lien pour { $service }. Il sert une fois et reste valable { $min } minutes.

        Si vous n'avez rien demandé, ne faites rien.
    .link = Me connecter
alerts_bundled = { $n } alertes vous attendent : { $code }
    .body =
        { $n } alertes attendent quelqu'un : { $code }. Chacune suit, avec son propre lien.

        À faire : prendre celles que vous pouvez, ici ou par SMS avec PRENDS et le code.
