# What the rules of writing say.
err-outside-compartment = This is a compartment you are not in.
err-primary-name = One name has to stay the primary one.
err-review-step = From where it is, review does not lead there.
err-own-work = Somebody else has to look this over: you wrote it, or changed it last.
err-uncited = No report is cited for { $ref }.
err-editors-prefer = Only editors put one figure before the others.
err-step-before-start = This is before the episode began, on { $day }.
err-start-after-step = The episode had begun by { $day }: a step of it has that day.
err-end-before-arrest = Nobody is released before being taken: the arrest is of { $day }.
err-arrest-after-end = This is after the end of the episode, on { $day }. An arrest after that is a new episode.
err-detained-twice = This person was in custody already: { $ref }, since { $day }, without a known end. If it is meant so, say so and why.
err-paragraph-beyond = The text has only { $n } paragraphs.
err-quote-in-paragraph = These words are in paragraph { $n }.
err-quote-nearest = These words are not in the text of the report. The nearest are in paragraph { $n }: { $words }
err-body-loses-quotes = { $n } citations quote words that this text does not have any more. Change the citations first.
