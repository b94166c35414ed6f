# A place.
place-level = What
place-unnamed = unnamed
place-coordinates = Coordinates
place-iso = Country code
place-north = N
place-south = S
place-east = E
place-west = W
# How exact coordinates are: 1 to 7, as the UCDP counts.
place-precision-1 = The point is the place itself
place-precision-2 = The point is within about 25 km
place-precision-3 = The point stands for the district
place-precision-4 = The point stands for the region
place-precision-5 = The point stands for a wider area
place-precision-6 = The point stands for the country
place-precision-7 = The point stands for more than one country
places-inside = Places inside it
places-inside-none = No places are entered inside it.
places-inside-all = All places inside it
place-incidents = { $n ->
    [one] 1 incident
   *[other] { $n } incidents
}
place-places = { $n ->
    [one] 1 place inside
   *[other] { $n } places inside
}
place-more-than = more than { $what }
place-held-all = All { $n } held here
place-held-here = Held here
place-held-here-caption = Last word of each person or group whose last place of custody is here
place-by-month = By month
place-by-month-caption = Incidents and custody steps here, by month
place-timeline = Timeline
place-timeline-all = { $n ->
    [one] The one entry
   *[other] All { $n } entries
}
