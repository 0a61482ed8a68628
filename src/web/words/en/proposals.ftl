proposals-title = Who might call
proposals-proposed = { $n ->
    [0] No volunteer fits at present
    [one] One volunteer would fit
   *[other] { $n } volunteers would fit
}
proposals-none = The reasons are below: one hour more, a higher cap or a training that ends may be enough.
proposals-how = The volunteer is asked first. Nothing is said to the person before their yes; then it is her turn to answer.
proposals-ask = Ask
proposals-her-hours = at the hours of her calls
proposals-others = Why not the others
proposals-one-at-a-time = Somebody is being asked about this person already: one question at a time.
proposals-not-now = This volunteer cannot be asked now: { $why }.
proposals-not-waiting = This person waits for nobody: somebody calls her already, or she did not say yes to calls.
told-match-asked = The volunteer is being asked.
