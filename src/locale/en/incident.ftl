# The page of an incident.
who-by-role = Who took part, by role
linked-incidents = Linked incidents
custody-of-it = Custody that came of it
custody-of-it-caption = Latest status of each person or group, with the date it was true
taken = Taken
latest-status = Latest status
finding = Our finding
