### SMS en français. Une ligne par texte, 160 septets au plus une fois rempli.
### Interdits ici : ç ê î ô û â ë ï œ À È et les guillemets courbes. Permis : é è à ù ì ò Ç É ü ö ä.
### Jamais de nom de famille, de maladie ni de motif.

## S01 à S29
vol_reminder = Bonjour { $v }. { $j } à { $h }: appel avec { $p }. Répondez OUI, NON, ou une autre heure (ex: 15h30). { $service }
vol_starting = { $v }, votre appel avec { $p } commence dans 10 min. Notre numéro va s'afficher. Pas possible ? Répondez NON. { $service }
vol_confirmed = Merci { $v }, c'est noté: { $p }, { $j } à { $h }. Nous vous appelons, rien à composer. { $service }
vol_declined = C'est noté { $v }, pas de souci. Nous cherchons un relais pour { $p }, qui sera prévenu. { $service }
vol_not_understood = Pardon { $v }, je n'ai pas compris. Répondez OUI, NON, RETARD 10, ou AIDE. { $service }
sub_request = { $v }, pouvez-vous appeler { $p } { $j } à { $h } (20 min) ? Répondez OUI ou NON. Premier OUI retenu. { $service }
sub_won = Merci { $v }, c'est vous: { $p }, { $j } à { $h }. Une fiche courte vous sera lue avant l'appel. { $service }
sub_taken = Merci { $v }, un autre bénévole a déjà dit OUI. Vous n'avez rien à faire. { $service }
vol_outcome = Appel { $code } avec { $p }: 1 tout va bien, 2 pas de réponse, 3 une inquiétude, 4 urgent. Sans détail de santé, merci. { $service }
vol_outcome_reminder = { $v }, il manque juste un chiffre pour l'appel { $code }: 1 bien, 2 pas de réponse, 3 inquiétude, 4 urgent. { $service }
vol_absence = { $v }, absence notée du { $d1 } au { $d2 }. Nous organisons le relais. Bon repos ! Pour changer: ABSENCE jj/mm jj/mm. { $service }
vol_help = { $service }: OUI, NON, RETARD 10, ABSENCE 12/08 19/08, RAPPEL (on vous appelle), STOP. Danger pour une personne: 15 ou 112.
vol_stop = C'est noté { $v }: plus de SMS. Pour revenir, envoyez REPRISE. Merci pour votre temps. { $service }
vol_debrief = { $v }, l'appel { $code } a pu vous toucher. Envie d'en parler ? Répondez RAPPEL, on vous appelle avant { $h }. { $service }
coord_alert = ALERTE { $code } niveau { $n }: { $p }, { $k ->
    [one] { $k } appel
   *[other] { $k } appels
} sans réponse depuis { $h }. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_alert_again = RAPPEL { $code }: alerte non prise depuis { $min } min. Sans PRENDS { $code }, elle passe au suivant à { $h }. { $service }
coord_taken = { $code } est prise par { $c } à { $h }. Merci, rien à faire. { $service }
coord_closed = { $code } close à { $h }: personne jointe, tout va bien. { $service }
coord_safeguard = ALERTE GRAVE { $code }: forte inquiétude après un appel. Ouvrez la fiche sans attendre. Aucun détail par SMS. { $service }
coord_digest = { $service } { $date }: { $a } appels prévus, { $b } faits, { $k } sans réponse, { $d } alertes ouvertes, { $e } appels sans bénévole.
crisis_on = MODE { $crise } activé le { $date } à { $h }: { $n } personnes à joindre toutes les { $x } h. { $e } volontaires. { $service }
crisis_call_up = { $v }, forte chaleur: { $n } personnes à appeler { $j }. 1 h suffit. Répondez MATIN, APREM ou NON. Merci ! { $service }
senior_reminder = Bonjour { $p }. { $v } vous appelle { $j } à { $h }. Pas disponible ? { $num }. { $service }
senior_event = Bonjour { $p }. Rappel: { $titre }, { $j } à { $h }, { $lieu }. Une question ? { $num }. { $service }
trusted_contact = Bonjour, nous n'arrivons pas à joindre { $p } depuis { $h }. Avez-vous des nouvelles ? Appelez { $num }. Merci. { $service }
referral_ack = { $service }: signalement { $code } bien arrivé. La personne est contactée sous { $x } jours ouvrés. Suivi visible: en cours, accepté, refusé.
caretaker_check = { $service }: pouvez-vous sonner chez { $p }, { $adr }, avant { $h } ? Répondez { $code } VU, { $code } ABSENT ou { $code } URGENT.
round_crew = { $v }, tournée { $code } { $j } à { $h }, départ { $lieu }: { $n } haltes, { $k } visites. Répondez OUI ou NON. { $service }
login_code = { $service }: votre code est { $otp }. Valable 10 min. Ne le donnez à personne. Nous ne le demandons jamais.

## Les autres, dans le même ton
coord_voicemail = Message vocal { $code } à écouter avant { $h }. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_voicemail_stuck = Message vocal { $code }: son bloqué chez l'opérateur, voir sa console. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_callback_late = Rappel { $code } promis avant { $h }: pas encore fait. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_uncovered = Appel { $code } { $j } à { $h }: pas de bénévole. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_outcome_worry = { $code }: un bénévole signale une inquiétude après un appel. Ouvrez la fiche. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_hand_raised = URGENT { $code }: un bénévole demande de l'aide maintenant. Ouvrez la fiche. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_hand_in_call = URGENT { $code }: main levée pendant un appel, en ligne en ce moment. Ouvrez la fiche. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_chain_ended = ALERTE { $code } niveau { $n }: personne ne l'a prise depuis { $min } min. Toute l'équipe est prévenue. PRENDS { $code }. { $service }
coord_passed = C'est noté: { $code } passe à la personne suivante. Merci. { $service }
coord_handed_over = Relève: la garde de { $c } est finie, { $code } passe à { $c2 }. PRENDS { $code } si vous continuez. { $service }
coord_code_unknown = Pardon, { $code } n'est pas une alerte ouverte. Vérifiez le code dans l'alerte. { $service }
coord_case_closed_by = { $code } close par { $c } à { $h }. Merci, rien à faire. { $service }
person_called_back = { $code }: la personne a rappelé à { $h }, elle est en ligne avec l'équipe. Rien à faire. { $service }
callback_missed_sorry = { $service }: bonjour, nous vous avons rappelé comme promis, sans vous joindre. Nous essaierons encore. Notre numéro: { $num }.
vol_which = { $v }, deux questions vous attendent. Répondez avec le code: OUI { $code } ou OUI { $code2 } (ou NON). { $service }
vol_cancelled = { $v }, l'appel avec { $p } { $j } à { $h } n'aura pas lieu. Rien à faire. Merci pour votre temps. { $service }
vol_call_me = C'est noté { $v }: quelqu'un de l'équipe vous appelle avant { $h }. { $service }
vol_resumed = Bon retour { $v }. Les SMS reprennent. Merci pour votre temps. { $service }
duty_paused = C'est noté { $v }: la ligne ne vous appelle plus jusqu'à { $h }. Pour revenir avant, envoyez REPRISE. { $service }
duty_resumed = Bon retour { $v }: la ligne peut vous appeler. Pour une pause, envoyez PAUSE. { $service }
listener_rested = { $v }, la ligne a sonné deux fois chez vous. Nous vous laissons { $min } min. Occupé ? PAUSE. De retour ? REPRISE. { $service }
triage_ask = Appel { $code }. Besoin: 1 écoute, 2 santé, 3 courses, 4 papiers, 5 sécurité. Puis 1 courant, 2 ce jour, 3 immédiat. Ex: 1 1. { $service }
triage_thanks = Merci { $v }, c'est noté pour l'appel { $code }. { $service }
triage_immediate = { $code }: danger pour une vie, appelez le 15 ou le 112. Idées noires: 3114. La coordination est prévenue tout de suite. { $service }
follow_up_owner = Suite { $code }: besoin { $n ->
    [1] d'écoute
    [2] de santé
    [3] de courses
    [4] de papiers
   *[other] de sécurité
    }, à faire avant { $j } { $h }. Répondez FAIT { $code } quand c'est fait. { $service }
follow_up_done = Merci { $v }, { $code } est noté comme fait. { $service }
abuse_noted = C'est noté { $v }, vous avez bien fait de raccrocher. Soufflez: la ligne vous laisse { $min } min. Envie d'en parler ? RAPPEL. { $service }
coord_abuse = { $code }: échange irrespectueux sur la ligne, 24 h de pause pour cet appelant. Pour revoir: PRENDS { $code }. { $service }
coord_follow_up_late = Suite { $code } en retard: elle était promise pour { $h }. PRENDS { $code } ou SUIVANT { $code }. { $service }
vol_person_paused = { $v }, pas d'appel avec { $p } du { $d1 } au { $d2 }. Rien à faire, ils reprennent ensuite. { $service }
vol_person_stopped = { $v }, { $p } ne souhaite plus d'appel pour le moment. Merci pour votre présence. { $service }
vol_person_back = { $v }, { $p } est de retour: appel { $j } à { $h }. { $service }
person_stopped = C'est noté: plus de SMS ni d'appel automatique. Vous pouvez toujours nous appeler: { $num }. { $service }
coord_help_asked = ALERTE { $code }: { $p } a demandé de l'aide à l'appel automatique. Appelez. PRENDS { $code }. { $service }
coord_consent = { $code }: { $p } a retiré un accord. Appelez, la ligne lui reste ouverte. PRENDS { $code }. { $service }
coord_pause_ending = { $code }: la pause de { $p } finit dans deux jours. Prenez des nouvelles. PRENDS { $code }. { $service }
vol_moved = { $v }, votre appel avec { $p } du { $d1 } passe au { $j } à { $h }. Nous vous demanderons si cela vous va. { $service }
vol_delayed = { $v }, { $p } vient de parler avec l'équipe. Votre téléphone sonnera à { $h }. Merci de votre patience. { $service }
vol_series_ended = { $v }, vos appels avec { $p } prennent fin. Merci pour tout ce temps. Envie d'en parler ? Répondez RAPPEL. { $service }
vol_calls_gone = { $v }, l'appel du { $j } à { $h } et les suivants n'ont plus lieu : elle n'est plus suivie. Merci. En parler ? RAPPEL. { $service }
vol_series_ending = { $v }, vos appels avec { $p } se terminent, le dernier est { $j }. Merci. Envie d'en parler ? RAPPEL. { $service }
vol_support = { $v }, vos appels avec { $p } prennent fin. L'équipe vous appelle avant { $j } { $h } pour en parler avec vous. { $service }
senior_moved = Bonjour { $p }. Votre appel du { $d1 } passe au { $j } à { $h }. { $service }
senior_cancelled = Bonjour { $p }. Votre appel { $j } à { $h } n'aura pas lieu. Une question ? { $num }. { $service }
visit_reminder = Bonjour { $v }. { $j } à { $h }: visite chez { $p }. Répondez OUI, NON, ou une autre heure (ex: 15h30). { $service }
visit_starting = { $v }, { $p } attend votre visite à { $h }. Pas possible ? Répondez NON. { $service }
visit_confirmed = Merci { $v }, c'est noté: visite chez { $p }, { $j } à { $h }. { $service }
visit_request = { $v }, pouvez-vous rendre visite à { $p } { $j } à { $h } ? Répondez OUI ou NON. Premier OUI retenu. { $service }
visit_won = Merci { $v }, c'est vous: visite chez { $p }, { $j } à { $h }. L'équipe vous donne l'adresse de vive voix. { $service }
visit_above_cap = { $v }, c'est plus que votre maximum: visite chez { $p } { $j } à { $h }. Répondez OUI si vous y tenez, sinon NON. { $service }
visit_cancelled = { $v }, la visite chez { $p } { $j } à { $h } n'aura pas lieu. Rien à faire. Merci pour votre temps. { $service }
visit_moved = { $v }, votre visite chez { $p } du { $d1 } passe au { $j } à { $h }. Nous vous demanderons si cela vous va. { $service }
visit_outcome = Visite { $code } chez { $p }: 1 tout va bien, 2 porte fermée, 3 une inquiétude, 4 urgent. Sans détail de santé, merci. { $service }
visit_outcome_reminder = { $v }, il manque juste un chiffre pour la visite { $code }: 1 bien, 2 porte fermée, 3 inquiétude, 4 urgent. { $service }
person_visit_substitute = Bonjour { $p }. { $v } ne peut pas venir. { $c } viendra { $j } à { $h }. Une question ? { $num }. { $service }
person_visit_waits = Bonjour { $p }. { $v } s'absente quelque temps. Prochaine visite { $j } à { $h }. Une question ? { $num }. { $service }
person_visit_moved = Bonjour { $p }. Votre visite du { $d1 } passe au { $j } à { $h }. { $service }
person_visit_cancelled = Bonjour { $p }. Votre visite { $j } à { $h } n'aura pas lieu. Une question ? { $num }. { $service }
person_series_ending = Bonjour { $p }. Votre dernier rendez-vous régulier est { $j } à { $h }. Envie d'en parler ? { $num }. { $service }
coord_tell_person = { $code }: prévenir { $p }, son appel change ({ $j } à { $h }). PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_series_ending = { $code }: dernier appel de { $p } { $j } à { $h }. L'en prévenir, proposer une suite. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_visit_missed = ALERTE { $code }: visite chez { $p } ({ $j } à { $h }), pas de nouvelles. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_support = { $code }: les appels avec { $p } ont pris fin, appeler son bénévole sous 48 h. PRENDS { $code }. { $service }
coord_engaged = ALERTE { $code }: { $p }, ligne occupée depuis { $h }. Mal raccroché ? PRENDS { $code } ou SUIVANT { $code }. { $service }
vol_link = { $v }, votre page: { $lien } Gardez ce lien pour vous. { $service }
caretaker_thanks = { $service }: merci, réponse notée pour { $code }. En cas de danger, composez le 15 ou le 112.
vol_above_cap = { $v }, c'est plus que votre maximum: appel avec { $p } { $j } à { $h }. Répondez OUI si vous y tenez, sinon NON. { $service }
vol_no_room = Merci { $v }, mais l'appel de { $j } à { $h } est trop près d'un autre, ou pas pour vous. Rien à faire. { $service }
vol_hour_refused = { $v }, cette heure ne convient pas à { $p }. L'appel reste { $j } à { $h }. Répondez OUI ou NON. { $service }
vol_question_closed = Merci { $v }, cette question est déjà réglée. Vous n'avez rien à faire. { $service }
vol_which_digit = { $v }, deux appels attendent un chiffre. Répondez avec le code, par exemple 1 { $code } ou 1 { $code2 }. { $service }
vol_absence_unclear = Pardon { $v }, je n'ai pas compris ces dates. Écrivez par exemple ABSENCE 12/08 19/08. { $service }
vol_absence_ended = C'est noté { $v }: plus d'absence à partir du { $d1 }. Vos appels reviennent. { $service }
vol_thanks = { $v }, merci de tout coeur pour le temps donné. Nous ne vous solliciterons plus. Toute l'équipe vous salue. { $service }
coord_volunteer_call_me = RAPPEL { $code }: { $c }, bénévole, attend votre appel avant { $h }. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_volunteer_to_ring = { $code }: appelez { $c }, bénévole sans SMS: appel à { $p } { $j } { $h }. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_debrief = { $code }: { $c }, bénévole, a eu un appel difficile et n'a pas répondu. Un mot de vous ? PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_person_to_tell = { $code }: prévenez { $p }: bénévole en congé, pas d'appel d'ici là (son choix). PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_campaign = { $code }: campagne d'appels, { $k } foyers restent à suivre. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_late_checks = { $code }: veille, { $k } personnes sans nouvelles à la date prévue. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_round = { $code }: tour de la résidence, { $k } habitants sans nouvelles cette semaine. PRENDS { $code } ou SUIVANT { $code }. { $service }
person_substitute = Bonjour { $p }. { $v } ne peut pas appeler. { $c } le fera { $j } à { $h }. Une question ? { $num }. { $service }
person_waits = Bonjour { $p }. { $v } s'absente quelque temps. Prochain appel { $j } à { $h }. Une question ? { $num }. { $service }
vol_match_ask = { $v }, voulez-vous appeler { $p } chaque semaine, { $j } à { $h } ? Trois essais d'abord. Répondez OUI ou NON. { $service }
vol_which_match = { $v }, deux questions. Appeler { $p } chaque semaine: OUI { $code } ou NON { $code }. L'autre: OUI { $code2 } ou NON { $code2 }. { $service }
vol_match_waits = Merci { $v } ! Nous demandons aussi à { $p }, et nous revenons vers vous. { $service }
vol_match_begins = { $v }, { $p } est d'accord: premier appel { $j } à { $h }. Nous vous appelons, rien à composer. Merci ! { $service }
vol_match_declined = C'est noté { $v }, pas de souci. Merci d'avoir répondu. { $service }
vol_match_ended = { $v }, il n'y aura finalement pas d'appels avec { $p }. Cela ne tient pas à vous. Merci pour votre temps. { $service }
vol_match_go_on = { $v }, trois appels avec { $p } ont eu lieu. Souhaitez-vous continuer ? Répondez OUI ou NON. { $service }
vol_match_confirmed = { $v }, c'est confirmé: les appels avec { $p } continuent. Merci pour ce lien. { $service }
person_match_ask = Bonjour { $p }. { $v } voudrait vous appeler chaque { $j } à { $h }. Répondez OUI ou NON. Tél. { $num }. { $service }
person_match_begins = C'est entendu { $p }: { $v } vous appelle { $j } à { $h }. Une question ? { $num }. { $service }
person_match_declined = C'est noté { $p }, merci. Nous cherchons quelqu'un d'autre pour vous. Une question ? { $num }. { $service }
person_match_ended = Bonjour { $p }. { $v } ne peut pas vous appeler. Nous cherchons quelqu'un d'autre pour vous. Une question ? { $num }. { $service }
person_match_go_on = Bonjour { $p }. Voulez-vous que { $v } continue à vous appeler ? Répondez OUI ou NON. Une question ? { $num }. { $service }
person_match_confirmed = Bonjour { $p }. C'est entendu: { $v } continue à vous appeler. Une question ? { $num }. { $service }
coord_match_ask = { $code }: à demander à { $p }: des appels de { $c }, bénévole, oui ou non ? PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_match_unanswered = { $code }: mise en relation de { $p } et { $c }, pas de réponse depuis deux jours. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_match_ended = { $code }: prévenez { $p }, les appels de { $c } ne se font pas. Une autre personne à trouver. PRENDS { $code } ou SUIVANT { $code }. { $service }
favour_ask = { $v }, un coup de main pour { $p } ({ $quartier }, { $code }): { $n ->
    [1] une course
    [2] un petit bricolage
    [3] une sortie
    [4] un papier
   *[other] un peu de compagnie
    } ? Répondez OUI ou NON. Premier OUI retenu. { $service }
favour_won = Merci { $v }, c'est vous pour { $p }. L'équipe vous appelle pour la suite. { $service }
favour_found = Coup de main { $code }: { $c } a dit oui pour { $p }. A mettre en relation. { $service }
coord_favour = { $code }: coup de main pour { $p }, personne n'a dit oui. PRENDS { $code } ou SUIVANT { $code }. { $service }
coord_join = { $code }: l'appel est en cours. Pour les rejoindre, répondez REJOINDRE { $code }: votre téléphone sonnera. { $service }
coord_join_not = { $code }: l'appel est terminé, ou personne ne peut y entrer. Appelez qui a levé la main: la fiche dit comment. { $service }
contact_news = Bonjour, avez-vous des nouvelles récentes de { $p } ? Répondez OUI ou NON, ou appelez { $num }. Merci. { $service }
home_check_ask = { $v }, pouvez-vous passer voir { $p } avant { $h } ? Répondez { $code } VU, { $code } ABSENT ou { $code } URGENT. { $service }
check_over = Merci, nous avons eu de ses nouvelles: vous n'avez plus rien à faire. { $service }
coord_check = { $code }: { $qui ->
    [trusted_contact] le contact de confiance
    [caretaker] le gardien
   *[home] { $c }
} { $quoi ->
    [seen] dit que tout va bien
    [absent] n'a pas de nouvelles
    [urgent] dit URGENT
    [on_the_way] va voir sur place
   *[silent] ne répond pas
}. L'alerte reste ouverte. { $service }
coord_check_not = { $code }: personne n'est interrogé, { $quoi ->
    [no_consent] la personne n'a pas donné son accord
    [ruled_out] ce contact est exclu
    [no_telephone] pas de téléphone pour cela
   *[nobody] aucun contact de ce genre ou plus aucun
}. A vous de décider. { $service }
coord_check_nobody = { $code }: pas de proche à interroger: { $quoi ->
    [no_consent] la personne n'a pas donné son accord
    [ruled_out] ce contact est exclu
    [no_telephone] pas de téléphone pour cela
   *[nobody] aucun contact ou plus aucun
}. A vous de décider. { $service }
coord_check_begun = { $code }: la question part maintenant. La réponse vous arrive par SMS. { $service }
coord_check_holder = Pardon, { $code } n'est pas une alerte que vous tenez, ou pas de celles-là. D'abord PRENDS. { $service }
circle_news = { $texte } Pour ne plus rien recevoir: STOP. { $service }
coord_mail_down = Le serveur d'e-mails ne répond plus depuis { $h }. Les alertes arrivent par SMS seulement. Les e-mails sont gardés. { $service }
coord_mail_back = Le serveur d'e-mails répond de nouveau (en panne depuis { $h }). Les e-mails gardés partent. { $service }
coord_bundle = { $n } alertes vous attendent: { $code }{ $k ->
    [0] { "" }
    [one] { " " }et { $k } autre
   *[other] { " " }et { $k } autres
}. PRENDS + code. { $service }
