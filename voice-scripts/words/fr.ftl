# Every sentence a machine says on the telephone, and the words it understands.
# Who calls comes first, then the first name, then the reason; one idea a sentence; the action before the key.
# Arguments are given by the program; days, hours and numbers arrive already in words.

## Listening line

# Inbound, inside hours.
welcome_open = Bonjour, et bienvenue. Vous êtes sur la ligne { $service }. Ici, on prend le temps de vous écouter. Vos paroles restent confidentielles, sauf danger grave.
# Right after welcome_open.
menu_main = Pour parler avec quelqu'un, appuyez sur 1. Pour une aide pratique, des courses ou un papier à remplir, appuyez sur 2. Si c'est urgent, appuyez sur 3. Vous pouvez aussi ne rien faire : une personne va vous répondre.
# No input 8 s after menu_main; the call is already being offered to a person.
menu_repeat = Je répète doucement. Le 1, pour parler. Le 2, pour une aide pratique. Le 3, si c'est urgent. Vous pouvez aussi le dire : parler, aide, ou urgent.
# Key 3 or the word urgent.
emergency_notice = Si une vie est en danger, raccrochez et composez le { $samu } ou le { $urgences }. Si vous pensez au suicide, le { $prevention_suicide } vous répond jour et nuit. Sinon, restez avec moi : je vous passe quelqu'un tout de suite.
# Inbound, outside hours or public holiday.
out_of_hours = Bonjour. Notre équipe n'est pas là en ce moment. Nous vous répondrons { $jour_reprise }, à partir de { $heure_reprise }. Si c'est grave, composez le { $samu } ou le { $urgences }. Si vous avez des idées noires, le { $prevention_suicide } répond jour et nuit.
# Right after out_of_hours: the choices come last, so that they are still in mind.
out_of_hours_menu = Pour être rappelé, appuyez sur 1. Pour laisser un message, appuyez sur 2. Vous pouvez aussi attendre : vous parlerez après le bip.
# Queue entry.
hold_first = Merci de patienter. Quelqu'un va prendre votre appel. Vous n'êtes pas oublié.
# Every 60 s in the queue; never announce a rank above 5.
hold_update = Vous êtes toujours avec nous. Il reste environ { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
    } d'attente. Si vous préférez être rappelé, appuyez sur 1.
# Nobody could take the call in time; callback_offer follows.
nobody_came = Pardon de vous avoir fait attendre. Personne n'a pu se libérer.
# The same after key 3 or the word urgent: the numbers once more.
nobody_came_urgent = Pardon, personne n'a pu se libérer. Si une vie est en danger, composez le { $samu } ou le { $urgences }. Si vous pensez au suicide, le { $prevention_suicide } vous répond jour et nuit.
# Key 1 in hold_update, or queue above the threshold.
callback_offer = Nous pouvons vous rappeler avant { $heure }, au numéro d'où vous appelez. Si cela vous va, appuyez sur 1. Pour donner un autre numéro, appuyez sur 2. Sinon, restez en ligne.
# After callback_offer.
callback_confirmed = C'est noté. Nous vous rappelons avant { $heure }. Gardez le téléphone près de vous.
# Inbound message.
voicemail_prompt = Vous pouvez nous laisser un message. Parlez après le bip. Dites votre nom, votre numéro, et ce qui vous ferait du bien. Prenez votre temps. Pour finir, raccrochez. Nous effaçons le message une fois que nous vous avons répondu.
# Known number, caller agreed to be recognised; never says a name.
recognised_caller = Bonjour, nous sommes contents de vous entendre. Je préviens votre équipe. Si ce n'est pas pour cela que vous appelez, appuyez sur 2.

## Convivial call

# To the volunteer only, before the senior is rung.
bridge_whisper = Bonjour { $benevole }. C'est l'heure de votre appel avec { $prenom }. { $conseil_ecoute } Vous vous êtes parlé { $dernier_contact }.
# Right after bridge_whisper or bridge_whisper_first.
bridge_ready = Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
# To the volunteer, while ringing.
bridge_dialing = J'appelle { $prenom }. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
# To the senior on answer.
bridge_intro_senior = Bonjour { $prenom }. C'est { $service }, pour votre appel. Je vous passe { $benevole }.
# To the senior on answer, when somebody else calls than her usual volunteer.
bridge_intro_instead = Bonjour { $prenom }. C'est { $service }, pour votre appel. { $remplace } n'est pas là cette fois. Je vous passe { $benevole }.
# To the volunteer.
bridge_no_answer = { $prenom } ne répond pas pour l'instant. Nous réessayons dans { $minutes } minutes. Pour que je vous rappelle à ce moment-là, appuyez sur 1. Sinon, vous pouvez raccrocher : l'équipe prend le relais.
# To the volunteer after the senior hung up.
bridge_after = Merci pour ce moment. Si tout va bien, appuyez sur 1. Si quelque chose vous inquiète, appuyez sur 2. Si c'est urgent, appuyez sur 3.
# Whisper to the volunteer only.
bridge_time_left = Il vous reste cinq minutes avant l'appel suivant.

## Recording, only where it was turned on

# Only where a tenant turned recording on; silence means no.
recording_consent = Nous aimerions enregistrer cet appel, pour former nos bénévoles. Il serait effacé dans { $jours } jours. C'est vous qui décidez. Si vous êtes d'accord, appuyez sur 1. Si c'est non, appuyez sur 2, ou ne faites rien. Cela ne change rien pour vous.
# After a no or a silence.
recording_declined = D'accord. Cet appel n'est pas enregistré.

## Machines and automatic checks

# Outbound, machine or voicemail detected; neutral, no reason given.
answering_machine = Bonjour, c'est { $nom_neutre }. Nous voulions vous dire bonjour. Vous pouvez nous rappeler au { $numero_lent }, de { $ouverture } à { $fermeture }. Sinon, nous réessaierons { $prochain_essai }. À bientôt.
# Outbound automatic call, first sentence, protects privacy.
who_is_there = Bonjour. Nous cherchons à joindre { $prenom }. Si c'est vous, appuyez sur 1. Sinon, appuyez sur 2 : nous rappellerons.
# Daily or weekly check.
wellness_hello = Bonjour { $prenom }, c'est { $service }. Nous prenons de vos nouvelles.
# Right after wellness_hello.
wellness_check = Si tout va bien, appuyez sur 1. Pour qu'on vous rappelle, appuyez sur 2. Si vous avez besoin d'aide maintenant, appuyez sur 3. Vous pouvez aussi répondre : bien, rappel, ou aide.
# Key 1.
wellness_ok = Merci, c'est noté. Passez une bonne journée.
# Key 2.
wellness_callback = Entendu. Une personne de l'équipe vous rappelle avant { $heure }.
# Key 3 or the word aide.
wellness_help = Restez avec moi, je vous passe quelqu'un. Si votre vie est en danger, raccrochez et composez le { $samu } ou le { $urgences }.
# No valid answer twice; the person is not counted as well.
wellness_unheard = Je n'ai pas bien entendu, et ce n'est pas grave. Quelqu'un va vous rappeler.
# The same before the last round: the robot tries again.
wellness_unheard_again = Je n'ai pas bien entendu, et ce n'est pas grave. Nous rappellerons un peu plus tard.
# No answer to wellness_check, or one that was not understood.
wellness_check_repeat = Je répète doucement. Si tout va bien, le 1. Pour être rappelé, le 2. Pour de l'aide maintenant, le 3. Vous pouvez aussi le dire : bien, rappel, ou aide.
# Key 2 at who_is_there: to somebody else, no reason.
check_someone_else = Merci. Nous rappellerons. Bonne journée.
# Nobody said who is there: neutral, as a machine may hear it.
check_nobody = Nous rappellerons. Bonne journée.
# Key 0.
check_put_through = Restez avec moi, je vous passe quelqu'un.
# To whoever is on duty.
check_whisper = { $prenom } demande quelqu'un, pendant un appel de { $service }. Pour le prendre, appuyez sur 1.
# Key 9.
check_stopped = C'est noté, nous arrêtons ces appels. Quelqu'un de l'équipe vous appellera une fois, pour en parler. Et vous pourrez toujours nous appeler.
check_goodbye = À bientôt.
# Crisis type heat.
heat_wave = Bonjour { $prenom }, c'est { $service }. Il fait très chaud. Buvez un verre d'eau, même sans soif. Fermez les volets le jour. Mouillez vos bras et votre visage. Si tout va bien, appuyez sur 1. Si la chaleur vous fatigue, appuyez sur 2 : nous vous rappelons. Si vous vous sentez mal, appuyez sur 3.
# Crisis type cyclone (overseas).
cyclone = Bonjour { $prenom }, c'est { $service }. Un cyclone approche. Restez à l'abri. Gardez de l'eau, une lampe, et votre téléphone chargé. Si vous êtes en sécurité, appuyez sur 1. Pour qu'on vous rappelle, appuyez sur 2. Si vous avez besoin d'aide, appuyez sur 3.

## Activities and rounds

# Activities, one at a time, at most 3 in a call.
agenda_item = { $jour }, à { $heure } : { $titre }, à { $lieu }. Pour y aller, appuyez sur 1. Pour réécouter, appuyez sur 2. Pour l'activité suivante, appuyez sur 3. Pour parler à quelqu'un, appuyez sur 0.
# After key 1.
agenda_booked = C'est réservé : { $titre }, { $jour } à { $heure }. Nous vous appellerons la veille. Si vous avez besoin qu'on vous accompagne, appuyez sur 1.
# Mobile team, the day before.
round_stop = Bonjour { $prenom }. Notre équipe mobile sera à { $lieu }, { $jour }, de { $debut } à { $fin }. Si vous souhaitez qu'on passe chez vous, appuyez sur 1. Pour parler à quelqu'un, appuyez sur 0.
# Before a replaced call.
substitute_notice = Bonjour { $prenom }. { $benevole } ne pourra pas vous appeler { $jour }. { $remplacant } peut le faire à sa place, à { $heure }. Si cela vous va, appuyez sur 1. Si vous préférez attendre { $benevole }, appuyez sur 2.
# Key 1 at substitute_notice.
notice_agreed = C'est noté. { $remplacant } vous appellera { $jour }, à { $heure }.
# Key 2, and her volunteer's next call is known.
notice_waits = C'est noté. { $benevole } vous appellera { $prochain_appel }. Pas d'appel d'ici là.
# Key 2, and it is not known.
notice_waits_unknown = C'est noté. Pas d'appel { $jour }. Quelqu'un de l'équipe vous dira quand { $benevole } vous appelle.
# Nothing was understood twice: the call takes place as planned.
notice_unheard = Je n'ai pas bien entendu, et ce n'est pas grave. { $remplacant } vous appellera { $jour }, à { $heure }.
# Key 0, and nobody was free.
notice_promised = Entendu. Une personne de l'équipe va vous rappeler.

## Every call

# End of every automatic call.
stop_calls = Pour ne plus recevoir ces appels, appuyez sur 9. Vous pourrez toujours nous appeler.
# Provider or system failure with a person on the line.
technical_problem = Pardon, nous avons un souci technique. Restez en ligne, je vous passe quelqu'un.
# Listener pressed the end-of-abuse key.
respect_close = Nous arrêtons cet appel ici. Vous pourrez rappeler quand l'échange sera respectueux.
# Aside, on the telephone of whoever works for us, during a conversation: the other one hears nothing of it.
room_aside = Pour lever la main, faites le 3. Sinon, restez en ligne.
room_aside_may_end = Pour lever la main, faites le 3. Pour arrêter cet appel, faites le 9. Sinon, restez en ligne.
room_hand_raised = La coordination est prévenue. Vous reprenez l'appel.
# After the end-of-abuse key, to the listener; the second one to the last on duty.
room_end_break = L'appel est terminé, vous avez bien fait. Vous avez cinq minutes de pause.
room_end_break_short = L'appel est terminé, vous avez bien fait. Vous êtes seul en service : vous avez une minute de pause.
# Somebody near her is asked for news. Before a key: no name, no reason.
contact_hello = Bonjour, c'est { $nom_neutre }. Nous avons une question pour vous. Pour l'entendre, appuyez sur 1.
contact_unreached = Nous n'arrivons pas à joindre { $prenom }.
contact_news = Avez-vous des nouvelles de { $prenom } ? Oui, tout va bien : appuyez sur 1. Non : appuyez sur 2. Vous allez voir sur place : appuyez sur 3.
contact_well = Merci beaucoup, c'est une bonne nouvelle. L'équipe est prévenue.
contact_no_news = Merci de l'avoir dit. L'équipe continue de chercher. Si une vie est en danger, composez le 15 ou le 112.
contact_going = Merci beaucoup. Vous pourrez nous le dire au { $numero_lent }. Si une vie est en danger, composez le 15 ou le 112.
contact_call_us = Vous pouvez nous appeler au { $numero_lent }. Je répète : { $numero_lent }. Merci, et à bientôt.
contact_goodbye = Merci, et à bientôt.
contact_over = Merci d'avoir répondu. Nous avons de ses nouvelles, il n'y a plus rien à faire.
# Page by telephone. A voicemail hears this and nothing more: no name, no reason.
page_hello = Bonjour, c'est { $service }. Une alerte attend une réponse. Pour l'écouter, appuyez sur 1.
page_hand_raised = Alerte { $code }. Une main est levée pendant un appel. Pour prendre l'alerte, appuyez sur 1. Pour la passer à la personne suivante, appuyez sur 2.
page_other = Alerte { $code }, de niveau { $niveau }. Pour prendre l'alerte, appuyez sur 1. Pour la passer à la personne suivante, appuyez sur 2.
page_taken = C'est noté : vous avez l'alerte { $code }.
page_offer_join = L'appel est en cours. Pour les rejoindre, appuyez sur 1. Sinon, vous pouvez raccrocher.
page_joining = Un instant, nous les prévenons.
# Each of the two, before the coordinator is let in.
room_joined = Une personne de l'équipe vous rejoint.
page_talk_over = L'appel est terminé. Rappelez la personne qui a levé la main : la fiche dit comment. Merci.
page_talk_apart = L'appel est en cours, et nous ne pouvons pas vous y faire entrer. Écrivez à la personne qui a levé la main : la fiche dit comment. Merci.
page_not_joined = Nous n'avons pas pu vous faire entrer, et l'appel continue sans vous. La fiche dit comment joindre la personne qui a levé la main.
page_talk_left = L'appel est terminé pour vous. La fiche vous attend. Merci.
page_open_record = La fiche vous attend. Merci, et à bientôt.
page_passed_on = C'est noté : la personne suivante est prévenue. Merci, et à bientôt.
page_has_colleague = { $collegue } a déjà pris l'alerte { $code }. Merci, rien à faire.
page_closed = L'alerte { $code } est close. Merci, rien à faire.
page_nobody = Je n'ai pas entendu de réponse. L'alerte reste ouverte. À bientôt.
# Voice escalation when the SMS is not taken.
coordinator_alert = Alerte { $code }. { $prenom } ne répond pas depuis { $duree }. Pour prendre l'alerte, appuyez sur 1. Pour la passer à la personne suivante, appuyez sur 2.

## Listening line, smaller sentences

# The line of the partners.
partner_welcome = Bonjour, ici { $service }, la ligne des partenaires.
partner_code = Faites votre code à quatre chiffres.
partner_code_again = Recommençons. Faites les quatre chiffres de votre code.
partner_whisper = Un partenaire appelle { $service }. Pour le prendre, appuyez sur 1.
partner_nobody_free = Nous sommes toutes les deux en ligne. Nous vous rappelons à l'heure qui vous va.
partner_closed = Nous ne sommes pas là en ce moment. Nous vous rappelons à l'heure qui vous va.
partner_slots = Pour un rappel { $creneau_1 }, appuyez sur 1. Pour un rappel { $creneau_2 }, appuyez sur 2. Pour un rappel { $creneau_3 }, appuyez sur 3.
partner_booked = C'est noté, nous vous rappelons à cette heure-là. À bientôt.
partner_not_known = Je ne reconnais pas ce code, et ce n'est pas grave.
partner_voicemail = Parlez après le bip. Dites votre nom, votre service et votre numéro. N'en dites pas plus sur la personne. Pour finir, raccrochez.
# A listener rings the line.
listener_desk = Bonjour, ici { $service }. Pour une pause jusqu'à ce soir, appuyez sur 1. Pour reprendre, appuyez sur 2. Pour noter le dernier appel, appuyez sur 3.
volunteer_desk = Bonjour, ici { $service }. Pour entendre votre prochain appel, appuyez sur 1. Si vous ne pouvez pas aujourd'hui, appuyez sur 2. Pour parler à quelqu'un, patientez.
next_call = Votre prochain appel : { $prochain_appel }, avec { $prochain_prenom }. Nous vous appellerons. À bientôt.
absent_today = Absent aujourd'hui : nous chercherons un relais pour vos appels. Pour confirmer, appuyez sur 1. Sinon, patientez.
absent_noted = C'est noté. Nous cherchons un relais pour aujourd'hui. Prenez soin de vous.
listener_paused = C'est noté. La ligne ne vous appelle plus aujourd'hui. Bonne pause.
listener_resumed = C'est noté. La ligne peut vous appeler. Merci d'être là.
triage_digits = Faites deux chiffres. Le besoin : 1 écoute, 2 santé, 3 courses, 4 papiers, 5 sécurité. Puis 1 courant, 2 ce jour, 3 immédiat.
triage_digits_again = Recommençons. D'abord le besoin, de 1 à 5. Puis l'urgence, de 1 à 3.
triage_noted = Merci, c'est noté. Si une vie est en danger, composez le { $samu } ou le { $urgences }.
triage_by_sms = Ce n'est pas grave. Répondez au message reçu après l'appel. Merci, et à bientôt.
# A pause after a conversation that was not respectful; a human looks at it.
caller_paused = Bonjour. Nous faisons une pause dans nos échanges, jusqu'à { $fin_pause }. Pour laisser un message à l'équipe, appuyez sur 1. Si une vie est en danger, composez le { $samu } ou le { $urgences }.
# To the listener only, before the caller is put through; never says who calls.
caller_has_somebody = Quelqu'un vient de prendre l'appel. Merci d'avoir répondu.
caller_has_gone = Pardon, la personne a raccroché. Merci d'avoir répondu.
ring_whisper = Un appel pour { $service }. Pour le prendre, appuyez sur 1.
ring_whisper_urgent = Un appel urgent pour { $service }. Pour le prendre, appuyez sur 1.
# Every 60 s in the queue when the length of the wait is unknown.
hold_update_unknown = Vous êtes toujours avec nous. Quelqu'un va prendre votre appel. Si vous préférez être rappelé, appuyez sur 1.
# Another number for the call back.
callback_number = Faites le numéro où vous joindre. Prenez votre temps.
callback_number_again = Recommençons tranquillement. Faites les dix chiffres du numéro.
callback_number_check = Voici le numéro : { $numero_lent }. Je répète : { $numero_lent }. Si c'est bien cela, ne faites rien. Pour recommencer, appuyez sur 2.
callback_number_confirmed = C'est noté. Nous vous rappelons à ce numéro avant { $heure }. Gardez le téléphone près de vous.
callback_number_unheard = Ce n'est pas grave. Nous vous rappelons au numéro d'où vous appelez, avant { $heure }. Gardez le téléphone près de vous.
# Outside hours, after a silence, or asked for with the star key.
out_of_hours_repeat = Je répète doucement. Pour être rappelé, appuyez sur 1. Pour laisser un message, appuyez sur 2. Si c'est grave, composez le { $samu } ou le { $urgences }. Le { $prevention_suicide } répond jour et nuit.
voicemail_saved = Votre message est bien arrivé. Une personne de l'équipe va l'écouter.
called_back_anyway = Je n'ai pas entendu de message, et ce n'est pas grave. Nous vous rappelons avant { $heure }.
voicemail_empty = Je n'ai pas entendu de message, et ce n'est pas grave. Vous pouvez rappeler quand vous voulez.
goodbye = Merci de votre appel. À bientôt.

## Convivial call, smaller sentences

# The same as bridge_whisper when the two have never talked.
bridge_whisper_first = Bonjour { $benevole }. C'est l'heure de votre appel avec { $prenom }. { $conseil_ecoute } C'est votre premier appel ensemble.
bridge_whisper_repeat = Je répète. Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
# To the volunteer who is ready: she has just said no, or is away.
call_not_wished = Merci d'avoir répondu. { $prenom } ne prend pas d'appel pour le moment. L'équipe est au courant, et vous n'y êtes pour rien. Merci, et à bientôt.
# The call is no longer wanted by the time the volunteer is ready: she has rung by herself, or her calls were stopped.
no_longer_needed = Merci d'avoir répondu. Finalement, il n'y a plus besoin d'appeler. Merci, et à bientôt.
postponed_confirmed = Entendu. Je vous rappelle dans un quart d'heure. À tout à l'heure.
declined_thanks = Entendu, et merci de l'avoir dit. L'équipe prend le relais.
team_takes_over = L'équipe prend le relais. Merci, et à bientôt.
# After the last attempt: nothing more is asked of the volunteer.
bridge_no_answer_last = { $prenom } ne répond pas pour l'instant. L'équipe prend le relais, et va prendre de ses nouvelles. Merci, et à bientôt.
# The same as bridge_no_answer when the next attempt is not within the hour.
bridge_no_answer_later = { $prenom } ne répond pas pour l'instant. Nous réessayons { $prochain_essai }. Pour que je vous rappelle à ce moment-là, appuyez sur 1. Sinon, vous pouvez raccrocher : l'équipe prend le relais.
bridge_no_answer_repeat = Je répète. Pour que je vous rappelle au prochain essai, appuyez sur 1. Sinon, vous pouvez raccrocher.
retry_confirmed = Entendu, je vous rappelle à ce moment-là. À bientôt.
bridge_after_repeat = Je répète. Si tout va bien, appuyez sur 1. Si quelque chose vous inquiète, appuyez sur 2. Si c'est urgent, appuyez sur 3.
outcome_thanks = Merci, c'est noté. À bientôt.
outcome_worry_thanks = Merci de nous le dire. L'équipe est prévenue, et prend le relais. À bientôt.
outcome_urgent_thanks = Merci. L'équipe est prévenue tout de suite. Si une vie est en danger, composez le { $samu } ou le { $urgences }.
# No key after the conversation: a text message asks later.
outcome_later = Merci, et à bientôt. Un message vous demandera comment cela s'est passé.

## Promised call back

# To the listener only, before the caller is rung.
callback_whisper = Bonjour, c'est { $service }. C'est l'heure d'un rappel promis. Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
callback_dialing = J'appelle. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
# To whoever answers: no reason given.
callback_intro = Bonjour. C'est { $nom_neutre }, comme promis. Je vous passe quelqu'un.
callback_no_answer = Personne ne répond pour l'instant. Nous réessayons { $prochain_essai }. Pour que je vous rappelle à ce moment-là, appuyez sur 1. Sinon, vous pouvez raccrocher : l'équipe prend le relais.
callback_no_answer_last = Personne ne répond pour l'instant. L'équipe prend le relais. Merci, et à bientôt.
# After a promised call back, when no key says how it went.
callback_after_goodbye = Merci d'avoir rappelé. À bientôt.

## Trouble

# Said when nobody can be put through on this leg.
technical_goodbye = Pardon, nous avons un souci technique. L'équipe est prévenue. Vous pouvez aussi nous rappeler.

## Words understood, separated by commas; case and accents do not matter

words_talk = parler, parle, discuter, écouter
words_help = aide, aider, aidez, courses, papier, papiers, formulaire
words_urgent = urgent, urgence, urgente, grave, danger, au secours, mourir, suicide
words_callback = rappel, rappeler, rappelez, rappelle, rappelé
words_message = message
words_other = autre, autre chose
words_yes = oui, ouais, d'accord, volontiers
words_no = non
words_well = bien, ça va
words_myself = c'est moi, moi-même, c'est bien moi
words_help_now = aide, aidez-moi, aide-moi, au secours, secours, urgent, urgence, tombé, tombée
words_repeat = répéter, répétez, répète, pardon
words_person = personne, quelqu'un
words_greeting = allô, bonjour, bonsoir
words_negation = pas, plus, jamais, rien
words_stop = stop, arrêter, arrêtez
words_wait = attendre, j'attends, attends, j'attendrai
words_1 = un, 1
words_2 = deux, 2
words_3 = trois, 3

## Conseils d'écoute : la liste fermée des fiches.
advice_speak_louder = Parlez un peu plus fort et lentement.
advice_speak_slowly = Parlez lentement, en articulant bien.
advice_let_it_ring = Laissez sonner longtemps : il faut du temps pour décrocher.

# Somebody of the team calls the person of an alert: their own telephone rings first.
case_call_whisper = Bonjour, c'est { $service }, pour l'alerte { $code }. Pour appeler { $prenom }, appuyez sur 1. Sinon, appuyez sur 3.
case_call_whisper_caller = Bonjour, c'est { $service }, pour l'alerte { $code }. Pour rappeler la personne, appuyez sur 1. Sinon, appuyez sur 3.
case_call_repeat = Je répète. Pour appeler, appuyez sur 1. Sinon, appuyez sur 3.
# Heard on picking up. Who picks up may be somebody else: it says no more than it must.
case_call_intro = Bonjour. C'est { $nom_neutre }. { $collegue } aimerait vous parler. Je vous mets en communication.
case_call_after = Merci. Dites dans l'alerte { $code } comment cela s'est passé. À bientôt.
case_call_no_answer = Personne ne répond pour l'instant. L'alerte { $code } reste à vous. À bientôt.
case_call_declined = C'est noté : je n'appelle personne. L'alerte { $code } reste à vous. À bientôt.
