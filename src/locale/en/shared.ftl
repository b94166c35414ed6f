## What several records share
shared-title = In common
shared-lede = What two or more people, organizations, incidents or places share: the records that facts about one lead to, and facts about another too.
shared-it = In common with others
shared-first = A person, organization, incident or place
shared-another = One more
shared-add = Look what they share
shared-leave-out = leave out
shared-ties = Between them
shared-how = How
shared-caption = { $what } that more than one of them leads to
shared-more = { $n ->
    [one] One more is not shown.
   *[other] { $n } more are not shown.
}
shared-facts-more = { $n ->
    [one] and one more fact
   *[other] and { $n } more facts
}
shared-partly = More is entered than was looked at: of each kind of fact the first { $most }.
shared-nothing = No fact of the file leads from one of them to another, or from two of them to the same record.
err-shared-which = Choose another person, organization, incident or place that is there already.
err-shared-too-many = No more than { $most } records can be compared at once.
