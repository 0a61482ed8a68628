//! Golden transcripts of the scripts that ship with the program: read them as a person on the telephone.

use super::{
    Conversation, Script,
    examples::{callback, convivial_call, facts, listening_line, thursday, words},
};

/// Plays the typed answers; the call must be over after the last one.
fn transcript(script: &Script, changed: &[(&str, &str)], typed: &[&str]) -> String {
    let words = words();
    let mut conversation = Conversation::begin(script, &words, facts(changed), thursday());
    for answer in typed {
        conversation.answer(answer).unwrap();
    }
    assert!(conversation.has_ended(), "not over:\n{}", conversation.transcript());
    conversation.transcript().to_owned()
}

#[test]
fn nothing_pressed_then_a_person_answers() {
    let told = transcript(&listening_line(), &[], &["", "free", "talked"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour, et bienvenue. Vous êtes sur la ligne Les Passerelles. Ici, on prend le temps de vous écouter. Vos paroles restent confidentielles, sauf danger grave.
    0:13 voice: Pour parler avec quelqu'un, appuyez sur 1. Pour une aide pratique, des courses ou un papier à remplir, appuyez sur 2. Si c'est urgent, appuyez sur 3. Vous pouvez aussi ne rien faire : une personne va vous répondre.
    0:32 you: (nothing)
    0:40 line: looks for a free listener
    0:40 you: free
    0:40 line: rings a listener, who hears:
    0:40 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    0:46 you: talked
    10:46 line: hangs up
    "#);
}

#[test]
fn urgent_said_then_emergency_numbers_and_a_person() {
    let told = transcript(&listening_line(), &[], &["c'est urgent", "free", "talked"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour, et bienvenue. Vous êtes sur la ligne Les Passerelles. Ici, on prend le temps de vous écouter. Vos paroles restent confidentielles, sauf danger grave.
    0:13 voice: Pour parler avec quelqu'un, appuyez sur 1. Pour une aide pratique, des courses ou un papier à remplir, appuyez sur 2. Si c'est urgent, appuyez sur 3. Vous pouvez aussi ne rien faire : une personne va vous répondre.
    0:32 you: c'est urgent
    0:34 noted: AskedUrgent
    0:34 voice: Si une vie est en danger, raccrochez et composez le 15 ou le 112. Si vous pensez au suicide, le 3114 vous répond jour et nuit. Sinon, restez avec moi : je vous passe quelqu'un tout de suite.
    0:53 line: looks for a free listener
    0:53 you: free
    0:53 line: rings a listener, who hears:
    0:53 to listener: Un appel urgent pour Les Passerelles. Pour le prendre, appuyez sur 1.
    0:59 you: talked
    10:59 line: hangs up
    "#);
}

#[test]
fn nobody_free_then_news_of_the_wait_and_a_call_back_promised() {
    let told = transcript(
        &listening_line(),
        &[],
        &["1", "busy 200", "", "busy 190", "", "busy 160", "", "busy 140", "", "busy 60", "1", "1"],
    );
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour, et bienvenue. Vous êtes sur la ligne Les Passerelles. Ici, on prend le temps de vous écouter. Vos paroles restent confidentielles, sauf danger grave.
    0:13 voice: Pour parler avec quelqu'un, appuyez sur 1. Pour une aide pratique, des courses ou un papier à remplir, appuyez sur 2. Si c'est urgent, appuyez sur 3. Vous pouvez aussi ne rien faire : une personne va vous répondre.
    0:32 you: 1
    0:34 noted: AskedForPerson
    0:34 line: looks for a free listener
    0:34 you: busy 200
    0:34 voice: Merci de patienter. Quelqu'un va prendre votre appel. Vous n'êtes pas oublié.
    0:40 line: holds for 15 s
    0:40 you: (nothing)
    0:55 line: looks for a free listener
    0:55 you: busy 190
    0:55 line: holds for 15 s
    0:55 you: (nothing)
    1:10 line: looks for a free listener
    1:10 you: busy 160
    1:10 line: holds for 15 s
    1:10 you: (nothing)
    1:25 line: looks for a free listener
    1:25 you: busy 140
    1:25 line: holds for 15 s
    1:25 you: (nothing)
    1:40 line: looks for a free listener
    1:40 you: busy 60
    1:40 voice: Vous êtes toujours avec nous. Il reste environ 1 minute d'attente. Si vous préférez être rappelé, appuyez sur 1.
    1:50 line: holds for 15 s
    1:50 you: 1
    1:52 voice: Nous pouvons vous rappeler avant quinze heures trente, au numéro d'où vous appelez. Si cela vous va, appuyez sur 1. Pour donner un autre numéro, appuyez sur 2. Sinon, restez en ligne.
    2:08 you: 1
    2:10 noted: CallbackRequested(calling number)
    2:10 voice: C'est noté. Nous vous rappelons avant quinze heures trente. Gardez le téléphone près de vous.
    2:18 voice: Merci de votre appel. À bientôt.
    2:21 line: hangs up
    "#);
}

#[test]
fn listeners_do_not_answer_and_nothing_is_pressed_then_a_message_is_taken() {
    let told = transcript(
        &listening_line(),
        &[],
        &["", "free", "", "free", "", "free", "", "free", "", "free", "", "free", "", "free", "", "free", "", "", "20"],
    );
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour, et bienvenue. Vous êtes sur la ligne Les Passerelles. Ici, on prend le temps de vous écouter. Vos paroles restent confidentielles, sauf danger grave.
    0:13 voice: Pour parler avec quelqu'un, appuyez sur 1. Pour une aide pratique, des courses ou un papier à remplir, appuyez sur 2. Si c'est urgent, appuyez sur 3. Vous pouvez aussi ne rien faire : une personne va vous répondre.
    0:32 you: (nothing)
    0:40 line: looks for a free listener
    0:40 you: free
    0:40 line: rings a listener, who hears:
    0:40 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    0:46 you: (nothing)
    1:11 voice: Merci de patienter. Quelqu'un va prendre votre appel. Vous n'êtes pas oublié.
    1:17 line: looks for a free listener
    1:17 you: free
    1:17 line: rings a listener, who hears:
    1:17 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    1:23 you: (nothing)
    1:48 line: looks for a free listener
    1:48 you: free
    1:48 line: rings a listener, who hears:
    1:48 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    1:54 you: (nothing)
    2:19 voice: Merci de patienter. Quelqu'un va prendre votre appel. Vous n'êtes pas oublié.
    2:25 line: looks for a free listener
    2:25 you: free
    2:25 line: rings a listener, who hears:
    2:25 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    2:31 you: (nothing)
    2:56 line: looks for a free listener
    2:56 you: free
    2:56 line: rings a listener, who hears:
    2:56 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    3:02 you: (nothing)
    3:27 voice: Merci de patienter. Quelqu'un va prendre votre appel. Vous n'êtes pas oublié.
    3:33 line: looks for a free listener
    3:33 you: free
    3:33 line: rings a listener, who hears:
    3:33 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    3:39 you: (nothing)
    4:04 line: looks for a free listener
    4:04 you: free
    4:04 line: rings a listener, who hears:
    4:04 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    4:10 you: (nothing)
    4:35 voice: Merci de patienter. Quelqu'un va prendre votre appel. Vous n'êtes pas oublié.
    4:41 line: looks for a free listener
    4:41 you: free
    4:41 line: rings a listener, who hears:
    4:41 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    4:47 you: (nothing)
    5:12 voice: Pardon de vous avoir fait attendre. Personne n'a pu se libérer.
    5:18 voice: Nous pouvons vous rappeler avant quinze heures trente, au numéro d'où vous appelez. Si cela vous va, appuyez sur 1. Pour donner un autre numéro, appuyez sur 2. Sinon, restez en ligne.
    5:34 you: (nothing)
    5:42 voice: Vous pouvez nous laisser un message. Parlez après le bip. Dites votre nom, votre numéro, et ce qui vous ferait du bien. Prenez votre temps. Pour finir, raccrochez. Nous effaçons le message une fois que nous vous avons répondu.
    6:02 line: records after the tone
    6:02 you: 20
    6:22 noted: VoicemailLeft
    6:22 voice: Votre message est bien arrivé. Une personne de l'équipe va l'écouter.
    6:28 voice: Merci de votre appel. À bientôt.
    6:31 line: hangs up
    "#);
}

#[test]
fn another_number_typed_then_read_back_twice_and_promised() {
    let told = transcript(&listening_line(), &[("line_open", "no")], &["1", "2", "0199001234", ""]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour. Notre équipe n'est pas là en ce moment. Nous vous répondrons demain, jeudi, à partir de neuf heures. Si c'est grave, composez le 15 ou le 112. Si vous avez des idées noires, le 3114 répond jour et nuit.
    0:20 voice: Pour être rappelé, appuyez sur 1. Pour laisser un message, appuyez sur 2. Vous pouvez aussi attendre : vous parlerez après le bip.
    0:31 you: 1
    0:33 voice: Nous pouvons vous rappeler avant quinze heures trente, au numéro d'où vous appelez. Si cela vous va, appuyez sur 1. Pour donner un autre numéro, appuyez sur 2. Sinon, restez en ligne.
    0:49 you: 2
    0:51 voice: Faites le numéro où vous joindre. Prenez votre temps.
    0:56 you: 0199001234
    0:58 voice: Voici le numéro : zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre. Je répète : zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre. Si c'est bien cela, ne faites rien. Pour recommencer, appuyez sur 2.
    1:14 you: (nothing)
    1:22 noted: CallbackRequested(other number)
    1:22 voice: C'est noté. Nous vous rappelons à ce numéro avant quinze heures trente. Gardez le téléphone près de vous.
    1:31 voice: Merci de votre appel. À bientôt.
    1:34 line: hangs up
    "#);
}

#[test]
fn line_closed_number_withheld_and_silence_then_nothing_is_asked_of_the_caller() {
    let told = transcript(&listening_line(), &[("line_open", "no"), ("caller_number", "withheld")], &["", "", ""]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour. Notre équipe n'est pas là en ce moment. Nous vous répondrons demain, jeudi, à partir de neuf heures. Si c'est grave, composez le 15 ou le 112. Si vous avez des idées noires, le 3114 répond jour et nuit.
    0:20 voice: Pour être rappelé, appuyez sur 1. Pour laisser un message, appuyez sur 2. Vous pouvez aussi attendre : vous parlerez après le bip.
    0:31 you: (nothing)
    0:39 voice: Je répète doucement. Pour être rappelé, appuyez sur 1. Pour laisser un message, appuyez sur 2. Si c'est grave, composez le 15 ou le 112. Le 3114 répond jour et nuit.
    0:55 you: (nothing)
    1:03 voice: Vous pouvez nous laisser un message. Parlez après le bip. Dites votre nom, votre numéro, et ce qui vous ferait du bien. Prenez votre temps. Pour finir, raccrochez. Nous effaçons le message une fois que nous vous avons répondu.
    1:23 line: records after the tone
    1:23 you: (nothing)
    1:23 voice: Je n'ai pas entendu de message, et ce n'est pas grave. Vous pouvez rappeler quand vous voulez.
    1:32 line: hangs up
    "#);
}

#[test]
fn english_caller_then_english_words() {
    let told = transcript(
        &listening_line(),
        &[("language", "en"), ("recognised", "yes")],
        &["something else", "help please", "free", "talked"],
    );
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Hello, we are glad to hear from you. I am telling your team. If that is not why you are calling, press 2.
    0:12 you: something else
    0:14 voice: To talk with someone, press 1. For practical help, shopping or a form to fill in, press 2. If it is urgent, press 3. You can also do nothing: someone will answer you.
    0:31 you: help please
    0:33 noted: AskedPracticalHelp
    0:33 line: looks for a free listener
    0:33 you: free
    0:33 line: rings a listener, who hears:
    0:33 to listener: A call for Les Passerelles. To take it, press 1.
    0:38 you: talked
    10:38 line: hangs up
    "#);
}

#[test]
fn wrong_keys_then_a_person() {
    let told = transcript(&listening_line(), &[], &["7", "8", "free", "talked"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour, et bienvenue. Vous êtes sur la ligne Les Passerelles. Ici, on prend le temps de vous écouter. Vos paroles restent confidentielles, sauf danger grave.
    0:13 voice: Pour parler avec quelqu'un, appuyez sur 1. Pour une aide pratique, des courses ou un papier à remplir, appuyez sur 2. Si c'est urgent, appuyez sur 3. Vous pouvez aussi ne rien faire : une personne va vous répondre.
    0:32 you: 7
    0:34 voice: Je répète doucement. Le 1, pour parler. Le 2, pour une aide pratique. Le 3, si c'est urgent. Vous pouvez aussi le dire : parler, aide, ou urgent.
    0:48 you: 8
    0:50 line: looks for a free listener
    0:50 you: free
    0:50 line: rings a listener, who hears:
    0:50 to listener: Un appel pour Les Passerelles. Pour le prendre, appuyez sur 1.
    0:56 you: talked
    10:56 line: hangs up
    "#);
}

#[test]
fn volunteer_ready_and_all_well_then_thanked() {
    let told = transcript(&convivial_call(), &[], &["1", "talked", "1"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour Karim. C'est l'heure de votre appel avec Suzanne. Parlez un peu plus fort et lentement. Vous vous êtes parlé il y a une semaine.
    0:13 voice: Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:21 you: 1
    0:23 noted: CallerReady
    0:23 voice: J'appelle Suzanne. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
    0:30 line: rings the other person, who hears on answer:
    0:30 to other: Bonjour Suzanne. C'est Les Passerelles, pour votre appel. Je vous passe Karim.
    0:36 you: talked
    10:36 voice: Merci pour ce moment. Si tout va bien, appuyez sur 1. Si quelque chose vous inquiète, appuyez sur 2. Si c'est urgent, appuyez sur 3.
    10:49 you: 1
    10:51 noted: Outcome(Well)
    10:51 voice: Merci, c'est noté. À bientôt.
    10:54 line: hangs up
    "#);
}

#[test]
fn first_call_and_senior_absent_then_volunteer_tries_again() {
    let told = transcript(&convivial_call(), &[("first_call", "yes")], &["", "1", "no answer", "1"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour Karim. C'est l'heure de votre appel avec Suzanne. Parlez un peu plus fort et lentement. C'est votre premier appel ensemble.
    0:11 voice: Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:19 you: (nothing)
    0:27 voice: Je répète. Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:36 you: 1
    0:38 noted: CallerReady
    0:38 voice: J'appelle Suzanne. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
    0:45 line: rings the other person, who hears on answer:
    0:45 to other: Bonjour Suzanne. C'est Les Passerelles, pour votre appel. Je vous passe Karim.
    0:51 you: no answer
    1:31 voice: Suzanne ne répond pas pour l'instant. Nous réessayons dans 15 minutes. Pour que je vous rappelle à ce moment-là, appuyez sur 1. Sinon, vous pouvez raccrocher : l'équipe prend le relais.
    1:46 you: 1
    1:48 noted: RetryAgreed
    1:48 voice: Entendu, je vous rappelle à ce moment-là. À bientôt.
    1:53 line: hangs up
    "#);
}

#[test]
fn next_try_far_away_then_its_day_is_said() {
    let told = transcript(&convivial_call(), &[("retry_soon", "no"), ("conseil_ecoute", "")], &["1", "machine", ""]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour Karim. C'est l'heure de votre appel avec Suzanne. Vous vous êtes parlé il y a une semaine.
    0:09 voice: Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:17 you: 1
    0:19 noted: CallerReady
    0:19 voice: J'appelle Suzanne. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
    0:26 line: rings the other person, who hears on answer:
    0:26 to other: Bonjour Suzanne. C'est Les Passerelles, pour votre appel. Je vous passe Karim.
    0:32 you: machine
    1:12 voice: Suzanne ne répond pas pour l'instant. Nous réessayons demain matin. Pour que je vous rappelle à ce moment-là, appuyez sur 1. Sinon, vous pouvez raccrocher : l'équipe prend le relais.
    1:27 you: (nothing)
    1:35 noted: TeamTakesOver
    1:35 voice: L'équipe prend le relais. Merci, et à bientôt.
    1:39 line: hangs up
    "#);
}

#[test]
fn last_attempt_missed_then_the_team_takes_over() {
    let told = transcript(&convivial_call(), &[("last_attempt", "yes")], &["1", "busy"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour Karim. C'est l'heure de votre appel avec Suzanne. Parlez un peu plus fort et lentement. Vous vous êtes parlé il y a une semaine.
    0:13 voice: Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:21 you: 1
    0:23 noted: CallerReady
    0:23 voice: J'appelle Suzanne. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
    0:30 line: rings the other person, who hears on answer:
    0:30 to other: Bonjour Suzanne. C'est Les Passerelles, pour votre appel. Je vous passe Karim.
    0:36 you: busy
    1:16 noted: TeamTakesOver
    1:16 voice: Suzanne ne répond pas pour l'instant. L'équipe prend le relais, et va prendre de ses nouvelles. Merci, et à bientôt.
    1:26 line: hangs up
    "#);
}

#[test]
fn volunteer_says_nothing_then_the_senior_is_never_rung() {
    let told = transcript(&convivial_call(), &[], &["", ""]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour Karim. C'est l'heure de votre appel avec Suzanne. Parlez un peu plus fort et lentement. Vous vous êtes parlé il y a une semaine.
    0:13 voice: Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:21 you: (nothing)
    0:29 voice: Je répète. Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:38 you: (nothing)
    0:46 noted: TeamTakesOver
    0:46 voice: L'équipe prend le relais. Merci, et à bientôt.
    0:50 line: hangs up
    "#);
}

#[test]
fn volunteer_postpones_then_rung_again_later() {
    let told = transcript(&convivial_call(), &[], &["2"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour Karim. C'est l'heure de votre appel avec Suzanne. Parlez un peu plus fort et lentement. Vous vous êtes parlé il y a une semaine.
    0:13 voice: Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:21 you: 2
    0:23 noted: CallerPostponed
    0:23 voice: Entendu. Je vous rappelle dans un quart d'heure. À tout à l'heure.
    0:29 line: hangs up
    "#);
}

#[test]
fn promised_call_back_then_kept_without_a_reason_given() {
    let told = transcript(&callback(), &[], &["1", "talked", "2"]);
    insta::assert_snapshot!(told, @r#"
    0:00 voice: Bonjour, c'est Les Passerelles. C'est l'heure d'un rappel promis. Prêt ? Appuyez sur 1. Dans un quart d'heure ? Appuyez sur 2. Pas aujourd'hui ? Appuyez sur 3.
    0:13 you: 1
    0:15 noted: CallerReady
    0:15 voice: J'appelle. Laissons sonner : il faut parfois du temps pour aller jusqu'au téléphone.
    0:21 line: rings the other person, who hears on answer:
    0:21 to other: Bonjour. C'est Les Passerelles, comme promis. Je vous passe quelqu'un.
    0:26 you: talked
    10:26 voice: Merci pour ce moment. Si tout va bien, appuyez sur 1. Si quelque chose vous inquiète, appuyez sur 2. Si c'est urgent, appuyez sur 3.
    10:39 you: 2
    10:41 noted: Outcome(Worry)
    10:41 voice: Merci de nous le dire. L'équipe est prévenue, et prend le relais. À bientôt.
    10:48 line: hangs up
    "#);
}
