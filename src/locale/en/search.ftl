search-title = Search
search-for = Search the whole case file
search-placeholder = Name, place or words
search-key = Key /
search-do = Search
search-hint = A name in any spelling, a ref, the address of a report, or words: all of them, "a phrase", begin*, -not this, one OR other.
search-as-typed = Names only in the script I type in, not in others
search-is-as-typed = Names in other scripts were left out.
search-nothing = Nothing was found. Names are compared by spelling, words by their forms.
found-person = People and groups
found-place = Places
found-organization = Organizations
found-source = Sources
found-detentions = { $n ->
    [one] 1 detention
   *[other] { $n } detentions
}
found-texts = { $n ->
    [one] { $n } text with these words
   *[other] { $n } texts with these words
  }
found-best = The best { $n } are shown.
found-lines = { $n ->
    [one] { $n } line of the timeline has them
   *[other] { $n } lines of the timeline have them
  }
kept-title = Kept questions
kept-lede = Searches and timelines under a name. Yours, and those that others share with the team.
kept-none = None is kept yet: a search and a timeline can be kept from their pages.
kept-keep = Keep this question
kept-name = Name
kept-share = Share it with the team
kept-do = Keep
kept-forget = Forget
kept-search = search
kept-search_as_typed = search in one script
kept-timeline = timeline
kept-timeline_people = people of a timeline
kept-timeline_detentions = detentions of a timeline
kept-shared = shared
kept-by = shared by { $name }

# Watched questions, and what was written.
watched-title = Watched
watched-caption = Questions you watch, and how many lines of their answers are new or changed since you looked
watched-question = Question
watched-new = New
watched-changed = Changed
watched-since = Since you looked
watched-not-asked = cannot be asked any more
watched-counts = { $new ->
    [one] 1 line is new
   *[other] { $new } lines are new
}, { $changed ->
    [one] 1 changed.
   *[other] { $changed } changed.
}
watched-partial = Very much was written since. Only what was written last is looked at.
watched-seen = I have seen these
watched-whole = The whole answer
watched-nothing = Nothing is new or changed.
watched-is-new = new
watched-is-changed = changed
watched-do = Watch
watched-stop = Watch no longer
watched-hint = Watch it: the desk says what is new or changed
watched-news = What is new or changed
changes-title = Changes
changes-yesterday = Since yesterday
changes-since = Since the beginning of
changes-partial = Very much was written since. Only what was written last is listed.
changes-none = Nothing was written since.
changes-by-person = By who wrote
changes-by-record = By record
changes-who = Who
changes-records = Records
changes-changes = Changes
changes-caption = Who wrote since then, and how much
changes-only = only these are listed
changes-count = { $n ->
    [one] 1 change
   *[other] { $n } changes
}
