# Every sentence a machine says on the telephone, and the words it understands.
# Who calls comes first, then the first name, then the reason; one idea a sentence; the action before the key.
# Arguments are given by the program; days, hours and numbers arrive already in words.

## Listening line

# Inbound, inside hours.
welcome_open = Hello, and welcome. You have reached { $service }. Here, we take the time to listen. Your words stay confidential, except in serious danger.
# Right after welcome_open.
menu_main = To talk with someone, press 1. For practical help, shopping or a form to fill in, press 2. If it is urgent, press 3. You can also do nothing: someone will answer you.
# No input 8 s after menu_main; the call is already being offered to a person.
menu_repeat = I will say it again, slowly. 1, to talk. 2, for practical help. 3, if it is urgent. You can also say it: talk, help, or urgent.
# Key 3 or the word urgent.
emergency_notice = If a life is in danger, hang up and dial { $samu } or { $urgences }. If you are thinking of suicide, { $prevention_suicide } answers day and night. If not, stay with me: I am putting you through right now.
# Inbound, outside hours or public holiday.
out_of_hours = Hello. Our team is not here at the moment. We will be back { $jour_reprise }, from { $heure_reprise }. If it is serious, dial { $samu } or { $urgences }. If you have dark thoughts, { $prevention_suicide } answers day and night.
# Right after out_of_hours: the choices come last, so that they are still in mind.
out_of_hours_menu = To be called back, press 1. To leave a message, press 2. You can also wait: you will speak after the tone.
# Queue entry.
hold_first = Thank you for waiting. Someone will take your call. You are not forgotten.
# Every 60 s in the queue; never announce a rank above 5.
hold_update = You are still with us. There { $minutes ->
    [one] is about { $minutes } minute
   *[other] are about { $minutes } minutes
    } left to wait. If you would rather be called back, press 1.
# Nobody could take the call in time; callback_offer follows.
nobody_came = Sorry to have kept you waiting. Nobody could take your call.
# The same after key 3 or the word urgent: the numbers once more.
nobody_came_urgent = Sorry, nobody could take your call. If a life is in danger, dial { $samu } or { $urgences }. If you are thinking of suicide, { $prevention_suicide } answers day and night.
# Key 1 in hold_update, or queue above the threshold.
callback_offer = We can call you back before { $heure }, on the number you are calling from. If that suits you, press 1. To give another number, press 2. Otherwise, stay on the line.
# After callback_offer.
callback_confirmed = That is noted. We will call you back before { $heure }. Keep the phone near you.
# Inbound message.
voicemail_prompt = You can leave us a message. Speak after the tone. Say your name, your number, and what would help you. Take your time. To finish, hang up. We erase the message once we have answered you.
# Known number, caller agreed to be recognised; never says a name.
recognised_caller = Hello, we are glad to hear from you. I am telling your team. If that is not why you are calling, press 2.

## Convivial call

# To the volunteer only, before the senior is rung.
bridge_whisper = Hello { $benevole }. It is time for your call with { $prenom }. { $conseil_ecoute } You last spoke { $dernier_contact }.
# Right after bridge_whisper or bridge_whisper_first.
bridge_ready = Ready? Press 1. In fifteen minutes? Press 2. Not today? Press 3.
# To the volunteer, while ringing.
bridge_dialing = I am calling { $prenom }. Let it ring: it can take a while to reach the phone.
# To the senior on answer.
bridge_intro_senior = Hello { $prenom }. This is { $service }, with your call. Here is { $benevole }.
# To the senior on answer, when somebody else calls than her usual volunteer.
bridge_intro_instead = Hello { $prenom }. This is { $service }, with your call. { $remplace } is away this time. Here is { $benevole }.
# To the volunteer.
bridge_no_answer = { $prenom } is not answering for now. We will try again in { $minutes } minutes. For me to call you back then, press 1. Otherwise you can hang up: the team takes over.
# To the volunteer after the senior hung up.
bridge_after = Thank you for this moment. If all is well, press 1. If something worries you, press 2. If it is urgent, press 3.
# Whisper to the volunteer only.
bridge_time_left = You have five minutes left before the next call.

## Recording, only where it was turned on

# Only where a tenant turned recording on; silence means no.
recording_consent = We would like to record this call, to train our volunteers. It would be erased in { $jours } days. You decide. If you agree, press 1. If not, press 2, or do nothing. It changes nothing for you.
# After a no or a silence.
recording_declined = All right. This call is not recorded.

## Machines and automatic checks

# Outbound, machine or voicemail detected; neutral, no reason given.
answering_machine = Hello, this is { $nom_neutre }. We wanted to say hello. You can call us back on { $numero_lent }, from { $ouverture } to { $fermeture }. Otherwise, we will try again { $prochain_essai }. Speak soon.
# Outbound automatic call, first sentence, protects privacy.
who_is_there = Hello. We are trying to reach { $prenom }. If that is you, press 1. If not, press 2: we will call again.
# Daily or weekly check.
wellness_hello = Hello { $prenom }, this is { $service }. We are checking how you are.
# Right after wellness_hello.
wellness_check = If all is well, press 1. To be called back, press 2. If you need help now, press 3. You can also answer: fine, call back, or help.
# Key 1.
wellness_ok = Thank you, that is noted. Have a good day.
# Key 2.
wellness_callback = All right. Someone from the team will call you before { $heure }.
# Key 3 or the word aide.
wellness_help = Stay with me, I am putting you through. If your life is in danger, hang up and dial { $samu } or { $urgences }.
# No valid answer twice; the person is not counted as well.
wellness_unheard = I did not hear you well, and that is all right. Someone will call you back.
# The same before the last round: the robot tries again.
wellness_unheard_again = I did not hear you well, and that is all right. We will call again a little later.
# No answer to wellness_check, or one that was not understood.
wellness_check_repeat = I will say it again, slowly. If all is well, 1. To be called back, 2. For help now, 3. You can also say it: fine, call back, or help.
# Key 2 at who_is_there: to somebody else, no reason.
check_someone_else = Thank you. We will call again. Have a good day.
# Nobody said who is there: neutral, as a machine may hear it.
check_nobody = We will call again. Have a good day.
# Key 0.
check_put_through = Stay with me, I am putting you through to someone.
# To whoever is on duty.
check_whisper = { $prenom } is asking for someone, during a call from { $service }. To take it, press 1.
# Key 9.
check_stopped = That is noted, we are stopping these calls. Someone from the team will call you once, to talk about it. And you can always call us.
check_goodbye = Speak soon.
# Crisis type heat.
heat_wave = Hello { $prenom }, this is { $service }. It is very hot. Drink a glass of water, even if you are not thirsty. Close the shutters by day. Wet your arms and your face. If all is well, press 1. If the heat tires you, press 2: we will call you back. If you feel unwell, press 3.
# Crisis type cyclone (overseas).
cyclone = Hello { $prenom }, this is { $service }. A cyclone is coming. Stay sheltered. Keep water, a lamp, and your phone charged. If you are safe, press 1. To be called back, press 2. If you need help, press 3.

## Activities and rounds

# Activities, one at a time, at most 3 in a call.
agenda_item = { $jour }, at { $heure }: { $titre }, at { $lieu }. To take part, press 1. To hear it again, press 2. For the next activity, press 3. To talk to someone, press 0.
# After key 1.
agenda_booked = It is booked: { $titre }, { $jour } at { $heure }. We will call you the day before. If you need someone to go with you, press 1.
# Mobile team, the day before.
round_stop = Hello { $prenom }. Our mobile team will be at { $lieu }, { $jour }, from { $debut } to { $fin }. If you would like us to come to your home, press 1. To talk to someone, press 0.
# Before a replaced call.
substitute_notice = Hello { $prenom }. { $benevole } cannot call you { $jour }. { $remplacant } can do it instead, at { $heure }. If that suits you, press 1. If you would rather wait for { $benevole }, press 2.
# Key 1 at substitute_notice.
notice_agreed = That is noted. { $remplacant } will call you { $jour }, at { $heure }.
# Key 2, and her volunteer's next call is known.
notice_waits = That is noted. { $benevole } will call you { $prochain_appel }. No call until then.
# Key 2, and it is not known.
notice_waits_unknown = That is noted. No call { $jour }. Someone from the team will tell you when { $benevole } calls you.
# Nothing was understood twice: the call takes place as planned.
notice_unheard = I did not hear you well, and that is all right. { $remplacant } will call you { $jour }, at { $heure }.
# Key 0, and nobody was free.
notice_promised = All right. Someone from the team will call you back.

## Every call

# End of every automatic call.
stop_calls = To stop receiving these calls, press 9. You can always call us.
# Provider or system failure with a person on the line.
technical_problem = Sorry, we have a technical problem. Stay on the line, I am putting you through.
# Listener pressed the end-of-abuse key.
respect_close = We are ending this call here. You can call again when the exchange is respectful.
# Aside, on the telephone of whoever works for us, during a conversation: the other one hears nothing of it.
room_aside = To raise your hand, press 3. Otherwise, stay on the line.
room_aside_may_end = To raise your hand, press 3. To end this call, press 9. Otherwise, stay on the line.
room_hand_raised = The coordinators have been told. You are back in the call.
# After the end-of-abuse key, to the listener; the second one to the last on duty.
room_end_break = The call is over, you did the right thing. You have a five-minute break.
room_end_break_short = The call is over, you did the right thing. You are alone on duty: you have a one-minute break.
# Somebody near her is asked for news. Before a key: no name, no reason.
contact_hello = Hello, this is { $nom_neutre }. We have a question for you. To hear it, press 1.
contact_unreached = We have not been able to reach { $prenom }.
contact_news = Do you have any news of { $prenom }? Yes, all is well: press 1. No: press 2. You are going to see: press 3.
contact_well = Thank you very much, that is good news. The team has been told.
contact_no_news = Thank you for telling us. The team goes on looking. If a life is in danger, dial 15 or 112.
contact_going = Thank you very much. You can tell us on { $numero_lent }. If a life is in danger, dial 15 or 112.
contact_call_us = You can call us on { $numero_lent }. I repeat: { $numero_lent }. Thank you, and speak soon.
contact_goodbye = Thank you, and speak soon.
contact_over = Thank you for answering. We have had news, there is nothing more to do.
# Page by telephone. A voicemail hears this and nothing more: no name, no reason.
page_hello = Hello, this is { $service }. An alert needs an answer. To hear it, press 1.
page_hand_raised = Alert { $code }. A hand is raised during a call. To take the alert, press 1. To pass it to the next person, press 2.
page_other = Alert { $code }, level { $niveau }. To take the alert, press 1. To pass it to the next person, press 2.
page_taken = That is noted: alert { $code } is yours.
page_offer_join = The call is under way. To join them, press 1. Otherwise, you can hang up.
page_joining = One moment, we are telling them.
# Each of the two, before the coordinator is let in.
room_joined = Someone from the team is joining you.
page_talk_over = The call is over. Call back the person who raised a hand: the record says how. Thank you.
page_talk_apart = The call is under way, and we cannot let you in. Write to the person who raised a hand: the record says how. Thank you.
page_not_joined = We could not let you in, and the call goes on without you. The record says how to reach the person who raised a hand.
page_talk_left = The call is over for you. The record is waiting for you. Thank you.
page_open_record = The record is waiting for you. Thank you, and speak soon.
page_passed_on = That is noted: the next person is being told. Thank you, and speak soon.
page_has_colleague = { $collegue } has already taken alert { $code }. Thank you, nothing to do.
page_closed = Alert { $code } is closed. Thank you, nothing to do.
page_nobody = I did not hear an answer. The alert stays open. Speak soon.
# Voice escalation when the SMS is not taken.
coordinator_alert = Alert { $code }. { $prenom } has not answered for { $duree }. To take the alert, press 1. To pass it to the next person, press 2.

## Listening line, smaller sentences

# The line of the partners.
partner_welcome = Hello, this is { $service }, the line for partners.
partner_code = Type your code of four digits.
partner_code_again = Let us start again. Type the four digits of your code.
partner_whisper = A partner is calling { $service }. To take the call, press 1.
partner_nobody_free = We are both on the phone. We will call you back at the hour that suits you.
partner_closed = We are not here at the moment. We will call you back at the hour that suits you.
partner_slots = For a call { $creneau_1 }, press 1. For a call { $creneau_2 }, press 2. For a call { $creneau_3 }, press 3.
partner_booked = That is noted, we will call you back at that hour. Goodbye.
partner_not_known = I do not recognise this code, and that is all right.
partner_voicemail = Speak after the tone. Say your name, your service and your number. Say no more about the person. To finish, hang up.
# A listener rings the line.
listener_desk = Hello, this is { $service }. For a break until tonight, press 1. To come back, press 2. To note the last call, press 3.
volunteer_desk = Hello, this is { $service }. For your next call, press 1. If you cannot call today, press 2. To talk with somebody, please wait.
next_call = Your next call: { $prochain_appel }, with { $prochain_prenom }. We will ring you. Goodbye.
absent_today = Away today: we will look for a stand-in for your calls. To confirm, press 1. Otherwise, please wait.
absent_noted = That is noted. We are looking for a stand-in for today. Take care.
listener_paused = That is noted. The line does not ring you any more today. Enjoy your break.
listener_resumed = That is noted. The line can ring you. Thank you for being here.
triage_digits = Type two digits. The need: 1 listening, 2 health, 3 shopping, 4 papers, 5 safety. Then 1 routine, 2 today, 3 now.
triage_digits_again = Let us start again. First the need, from 1 to 5. Then how soon, from 1 to 3.
triage_noted = Thank you, that is noted. If a life is in danger, dial { $samu } or { $urgences }.
triage_by_sms = That is all right. Answer the text message you got after the call. Thank you, and goodbye.
# A pause after a conversation that was not respectful; a human looks at it.
caller_paused = Hello. We are taking a pause in our exchanges, until { $fin_pause }. To leave a message for the team, press 1. If a life is in danger, dial { $samu } or { $urgences }.
# To the listener only, before the caller is put through; never says who calls.
caller_has_somebody = Somebody has just taken the call. Thank you for answering.
caller_has_gone = Sorry, the caller has hung up. Thank you for answering.
ring_whisper = A call for { $service }. To take it, press 1.
ring_whisper_urgent = An urgent call for { $service }. To take it, press 1.
# Every 60 s in the queue when the length of the wait is unknown.
hold_update_unknown = You are still with us. Someone will take your call. If you would rather be called back, press 1.
# Another number for the call back.
callback_number = Enter the number to reach you on. Take your time.
callback_number_again = Let us start again, slowly. Enter the ten digits of the number.
callback_number_check = Here is the number: { $numero_lent }. I will say it again: { $numero_lent }. If that is right, do nothing. To start again, press 2.
callback_number_confirmed = That is noted. We will call you back on this number before { $heure }. Keep the phone near you.
callback_number_unheard = That is all right. We will call you back on the number you are calling from, before { $heure }. Keep the phone near you.
# Outside hours, after a silence, or asked for with the star key.
out_of_hours_repeat = I will say it again, slowly. To be called back, press 1. To leave a message, press 2. If it is serious, dial { $samu } or { $urgences }. { $prevention_suicide } answers day and night.
voicemail_saved = Your message has arrived. Someone from the team will listen to it.
called_back_anyway = I did not hear a message, and that is all right. We will call you back before { $heure }.
voicemail_empty = I did not hear a message, and that is all right. You can call again whenever you like.
goodbye = Thank you for calling. Speak soon.

## Convivial call, smaller sentences

# The same as bridge_whisper when the two have never talked.
bridge_whisper_first = Hello { $benevole }. It is time for your call with { $prenom }. { $conseil_ecoute } This is your first call together.
bridge_whisper_repeat = I will say it again. Ready? Press 1. In fifteen minutes? Press 2. Not today? Press 3.
# To the volunteer who is ready: she has just said no, or is away.
call_not_wished = Thank you for answering. { $prenom } is not taking calls for now. The team knows, and it has nothing to do with you. Thank you, and see you soon.
# The call is no longer wanted by the time the volunteer is ready: she has rung by herself, or her calls were stopped.
no_longer_needed = Thank you for answering. In the end there is no need to call any more. Thank you, and see you soon.
postponed_confirmed = All right. I will call you back in fifteen minutes. Speak soon.
declined_thanks = All right, and thank you for saying so. The team takes over.
team_takes_over = The team takes over. Thank you, and speak soon.
# After the last attempt: nothing more is asked of the volunteer.
bridge_no_answer_last = { $prenom } is not answering for now. The team takes over, and will find out how things are. Thank you, and speak soon.
# The same as bridge_no_answer when the next attempt is not within the hour.
bridge_no_answer_later = { $prenom } is not answering for now. We will try again { $prochain_essai }. For me to call you back then, press 1. Otherwise you can hang up: the team takes over.
bridge_no_answer_repeat = I will say it again. For me to call you back for the next try, press 1. Otherwise you can hang up.
retry_confirmed = All right, I will call you back then. Speak soon.
bridge_after_repeat = I will say it again. If all is well, press 1. If something worries you, press 2. If it is urgent, press 3.
outcome_thanks = Thank you, that is noted. Speak soon.
outcome_worry_thanks = Thank you for telling us. The team has been told, and takes over. Speak soon.
outcome_urgent_thanks = Thank you. The team is being told right now. If a life is in danger, dial { $samu } or { $urgences }.
# No key after the conversation: a text message asks later.
outcome_later = Thank you, and speak soon. A message will ask you how it went.

## Promised call back

# To the listener only, before the caller is rung.
callback_whisper = Hello, this is { $service }. It is time for a promised call back. Ready? Press 1. In fifteen minutes? Press 2. Not today? Press 3.
callback_dialing = I am calling. Let it ring: it can take a while to reach the phone.
# To whoever answers: no reason given.
callback_intro = Hello. This is { $nom_neutre }, as promised. I am putting you through.
callback_no_answer = Nobody is answering for now. We will try again { $prochain_essai }. For me to call you back then, press 1. Otherwise you can hang up: the team takes over.
callback_no_answer_last = Nobody is answering for now. The team takes over. Thank you, and speak soon.
# After a promised call back, when no key says how it went.
callback_after_goodbye = Thank you for calling back. Speak soon.

## Trouble

# Said when nobody can be put through on this leg.
technical_goodbye = Sorry, we have a technical problem. The team has been told. You can also call us again.

## Words understood, separated by commas; case and accents do not matter

words_talk = talk, speak, listen
words_help = help, shopping, form, forms, paper, papers
words_urgent = urgent, emergency, danger, dying, suicide
words_callback = call back, callback, call me back
words_message = message
words_other = other, another, something else
words_yes = yes, yeah, all right, ok
words_no = no
words_well = fine, well
words_myself = it's me, it is me, that's me, speaking
words_help_now = help, urgent, emergency, fallen
words_repeat = repeat, pardon, again
words_person = person, someone, somebody
words_greeting = hello, hi
words_negation = not, never, don't, can't
words_stop = stop
words_wait = wait, I will wait, I'll wait
words_1 = one, 1
words_2 = two, 2
words_3 = three, 3

## Hearing advice: the closed list of the records.
advice_speak_louder = Speak a little louder and slowly.
advice_speak_slowly = Speak slowly and clearly.
advice_let_it_ring = Let it ring for a long time: it takes a while to pick up.

# Somebody of the team calls the person of an alert: their own telephone rings first.
case_call_whisper = Hello, this is { $service }, about alert { $code }. To call { $prenom }, press 1. Otherwise, press 3.
case_call_whisper_caller = Hello, this is { $service }, about alert { $code }. To call the person back, press 1. Otherwise, press 3.
case_call_repeat = I will say it again. To call, press 1. Otherwise, press 3.
# Heard on picking up. Who picks up may be somebody else: it says no more than it must.
case_call_intro = Hello. This is { $nom_neutre }. { $collegue } would like to talk with you. I am putting you through.
case_call_after = Thank you. Say in alert { $code } how it went. Speak soon.
case_call_no_answer = Nobody is answering for now. Alert { $code } stays with you. Speak soon.
case_call_declined = That is noted: I am calling nobody. Alert { $code } stays with you. Speak soon.
