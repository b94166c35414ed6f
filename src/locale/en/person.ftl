# The page of a person or group.
not-named = not identified
reports-that-mention = Reports that mention them
spelling-only = spells the name; nothing else here is cited to it
