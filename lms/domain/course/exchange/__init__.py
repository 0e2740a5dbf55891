"""Questions to and from other formats: GIFT, Moodle XML, QTI and text2qti, each in files of its own.

All of them pass through `question.Exchanged`, one question in one language; what gets lost on the way is a `Loss`.
"""
