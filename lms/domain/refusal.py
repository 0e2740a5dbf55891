"""A rule's no: a code and its arguments; `SENTENCES` holds what the reader will see, translated by the floors above."""

from typing import Any


def N_(sentence: str) -> str:
    """Marks an English sentence for the translation catalogue."""
    return sentence


class Refusal(Exception):
    """Raised when a rule forbids what was asked; nothing was written. `status` is the HTTP answer it becomes."""

    def __init__(self, code: str, **arguments: Any) -> None:
        if code not in SENTENCES:
            raise KeyError(f"unknown refusal {code!r}")
        super().__init__(code)
        self.code = code
        self.arguments = arguments

    @property
    def status(self) -> int:
        return SENTENCES[self.code][0]

    @property
    def sentence(self) -> str:
        """The English sentence with its arguments still as %(name)s: the key into the catalogue."""
        return SENTENCES[self.code][1]

    def __str__(self) -> str:
        return self.sentence % self.arguments


SENTENCES: dict[str, tuple[int, str]] = {
    # anything that is missing, or that this person may not know of: the same answer
    "not-found": (404, N_("There is nothing at this address, or it is not yours to see.")),
    "forbidden": (403, N_("This page is for other roles than yours.")),
    "cross-site": (403, N_("This request came from another site, so it was refused. Nothing was recorded.")),
    "changed-meanwhile": (409, N_("Somebody else changed this while you were looking. Check it and save again.")),
    # people and signing in
    "sign-in-failed": (422, N_("This e-mail address and password do not match. Check both, or ask for a new password.")),
    "too-many-tries": (429, N_("Too many tries. Wait %(minutes)s minutes, then try again.")),
    "busy": (503, N_("Many people are signing in at this moment. Try again in a few seconds.")),
    "timezone-unknown": (422, N_("There is no such time zone. Choose one from the list.")),
    "password-context": (422, N_("This password contains your e-mail address or the organisation's name. Choose one that is harder to guess.")),
    "link-used": (410, N_("This link was used already or is too old. Ask for a new one.")),
    "password-short": (422, N_("A password needs at least 12 characters. A few words in a row make a good one.")),
    "password-long": (422, N_("A password has at most 256 characters.")),
    "password-common": (422, N_("This password is on every attacker's list. Choose one that only you would think of.")),
    "password-wrong": (422, N_("This is not your current password. Nothing was changed.")),
    "email-taken": (409, N_("Somebody with this e-mail address exists already.")),
    "email-invalid": (422, N_("This is not an e-mail address. It needs a name, an @ and a domain.")),
    "name-missing": (422, N_("Please give both a given name and a family name.")),
    "name-invalid": (422, N_("This name has characters that cannot be stored. Remove invisible or damaged ones.")),
    "text-too-long": (422, N_("This text is too long: at most %(limit)s characters.")),
    "manager-cycle": (422, N_("This person reports to the one you are changing; the line of managers would be a circle.")),
    "manager-unknown": (422, N_("Nobody active has this e-mail address. Write the manager's address as in the list of people.")),
    "language-unknown": (422, N_("There is no such language. Choose one from the list.")),
    "people-unknown": (422, N_("Nobody active has this address: %(emails)s. Correct or remove it.")),
    "roles-beyond": (403, N_("This person holds roles that you do not. Ask an administrator.")),
    "not-yourself": (422, N_("You cannot do this to your own account. Ask another administrator.")),
    "last-admin": (422, N_("This is the last administrator. Make somebody else administrator first.")),
    "set-up-already": (409, N_("This instance has been set up already; its administrators add people.")),
    "role-unknown": (422, N_("There is no such role.")),
    "left": (422, N_("This person has left. Reactivate the account first.")),
    # erasing people, and how long data is kept
    "erased": (422, N_("This person was erased. Nothing about the account can be changed.")),
    "erasure-active": (409, N_("This person still has an active account. Deactivate it first, then ask again.")),
    "erasure-too-early": (409, N_("Not before %(date)s: until then signatures or certificates of this person have to be kept. Nothing was changed.")),
    "erasure-never": (409, N_("Signatures or certificates of this person are kept for ever. An administrator can change that under Retention.")),
    "erasure-open": (409, N_("Somebody has asked already to erase this person. Another person decides.")),
    "erasure-decided": (409, N_("This request has been decided already. Nothing was changed.")),
    "erasure-reason": (422, N_("Choose why this person is to be erased.")),
    "own-erasure": (422, N_("You asked for this yourself. Another person of Human Resources or another administrator decides.")),
    "not-erasing": (422, N_("%(email)s may not do this. Erasing needs two people with the role hr or admin.")),
    "retention-days": (422, N_("Write a number of days between %(least)s and %(most)s, or nothing to keep it for ever.")),
    # courses and editions
    "course-broken": (422, N_("This course has errors, so it cannot be published. Run the check and mend them first.")),
    "export-there": (409, N_("%(path)s is there already. Nothing was overwritten; choose another name.")),
    "entry-unexportable": (409, N_("Entry %(entry)s has a line feed in its bytes, which no entry has. Run lms record verify.")),
    "same-person-keys": (422, N_("Changing the key for checkpoints needs two people: one who asks and another one who confirms.")),
    "not-key-holder": (422, N_("%(email)s may not do this. It needs two active people who are administrators or auditors.")),
    "checkpoint-key-missing": (409, N_("The key that signs checkpoints is not on this machine. Run this where the worker runs.")),
    "same-person": (422, N_("An edition needs two people: one who publishes and another one who approves.")),
    "not-approver": (422, N_("%(email)s may not do this. Publishing needs an author, approving an approver.")),
    "version-exists": (409, N_("Version %(number)s is published already. Give the course a higher version.")),
    "promise-changed": (422, N_("What people sign differs from version %(number)s. Call the change material and raise the first number of the version: everybody signs again.")),
    "kind-too-small": (422, N_("This change may not be called %(declared)s: it is %(least)s at least. Call it that, or say why not.")),
    "version-major": (422, N_("A material change raises the first number of the version. Call this one %(number)s.")),
    "question-open": (422, N_("Say first whether this changes what people must do. Only a person can tell.")),
    "stale-translation": (422, N_("The text in %(language)s is older than the source: %(items)s. Translate it anew, or publish without that language.")),
    "reviewer-unknown": (422, N_("Whoever is named as having checked a translation must be an active person.")),
    "proposal-open": (409, N_("Another proposal of this course is waiting for approval. Decide on that one first.")),
    "proposal-decided": (409, N_("This proposal has been decided already. Nothing was changed.")),
    "proposal-outdated": (409, N_("Version %(number)s is what people read by now, and this proposal was compared with another one. Take it back and propose it anew.")),
    "own-proposal": (422, N_("You proposed this yourself. Another person with the role approver decides.")),
    "note-missing": (422, N_("Please say what is missing, so that the author can mend it.")),
    "withdraw-reason-missing": (422, N_("Please say why this version is taken back.")),
    "withdrawal-open": (409, N_("Somebody has asked already to take this version back. An approver decides.")),
    "withdrawn-already": (409, N_("This version has been taken back already.")),
    "course-withdrawn": (410, N_("This course cannot be read at the moment: its text was taken back. What you signed stays valid and readable under your certificates.")),
    "unchanged": (409, N_("Nothing has changed since version %(number)s, so there is nothing to publish.")),
    # writing courses in the app
    "slug-invalid": (422, N_("A short name has lower-case letters, digits and hyphens, at most 40, such as travel-policy.")),
    "slug-taken": (409, N_("There is a course with this short name already. Choose another one.")),
    "start-unknown": (422, N_("What this course was to start from is not there. Choose something else to start from.")),
    "title-missing": (422, N_("Please give the course a title.")),
    "path-invalid": (422, N_("A file name has letters, digits and hyphens and ends in .md, such as 20-before-you-post.md; an image stands in images/.")),
    "path-taken": (409, N_("There is a file with this name already. Choose another name.")),
    "path-unsafe": (422, N_("This file name cannot be kept: %(path)s. Rename it and try again.")),
    "no-course-file": (422, N_("There is no course.md in this folder, so it is not a course.")),
    "course-file-stays": (422, N_("course.md holds the settings of the course, so it keeps its name and place.")),
    "file-too-large": (422, N_("%(path)s is too large: at most %(most)s KB. Nothing was saved.")),
    "draft-too-large": (422, N_("This is too much for one course: at most %(files)s files and %(megabytes)s MB in all. Nothing was saved.")),
    "draft-open": (409, N_("Somebody has opened a draft of this course already. Go on with that one.")),
    "draft-open-publish": (409, N_("A draft of %(course)s is open in the app. Send it for approval or discard it there first.")),
    "draft-held": (409, N_("%(name)s is writing in this file now. Nothing was saved, and nothing of yours is lost: your text is below.")),
    "draft-changed": (409, N_("%(name)s has saved this file since you opened it. Nothing was saved, and nothing of yours is lost: both texts are below.")),
    "draft-other-id": (422, N_("course.md calls this course %(id)s, but the draft is of %(slug)s. Write the id as it was; a course keeps it for ever.")),
    "too-large-to-type": (413, N_("This course is too large to be checked while you type. Save it, or press Check.")),
    "not-author": (422, N_("%(email)s may not do this. Writing a course needs the role author.")),
    "archive-broken": (422, N_("This file cannot be read as a ZIP archive of one course folder.")),
    "image-broken": (422, N_("This is not an image that can be used. Choose a PNG, JPEG, WebP or GIF file.")),
    "image-description-missing": (422, N_("Please describe what the image shows. People who cannot see it hear this.")),
    # learning
    "edition-changed": (409, N_("A newer edition was published while you were reading. Nothing was recorded. Read what is new, then go on.")),
    "read-first": (409, N_("Read the module first; the quiz asks about it.")),
    "not-started": (409, N_("Start the course first.")),
    "no-answer": (422, N_("Choose an answer first. Nothing was recorded.")),
    "nothing-written": (422, N_("Write an answer first. Nothing was recorded.")),
    "not-a-number": (422, N_("This is not a number. Write digits only, such as 12 or 2.5. Nothing was recorded.")),
    "answer-too-long": (422, N_("This answer is too long: at most %(limit)s characters. Nothing was recorded.")),
    "rows-open": (422, N_("Choose something for every line. What you chose is kept on this page; nothing was recorded.")),
    "place-missing": (422, N_("Give every line a place. What you chose is kept on this page; nothing was recorded.")),
    "place-twice": (422, N_("Two lines have the same place; every number is there once. What you chose is kept on this page; nothing was recorded.")),
    "answer-unknown": (422, N_("This answer does not belong to the question. Nothing was recorded.")),
    "already-answered": (409, N_("This question was answered already; the first answer counts.")),
    "no-choice": (422, N_("Choose what you would do first. Nothing was recorded.")),
    "no-attempts": (409, N_("All attempts are used. HR can grant you another one.")),
    "attempts-left": (409, N_("There is an attempt left in this quiz, so no other one was granted.")),
    "quiz-passed": (409, N_("You have passed this quiz already.")),
    # signing
    "not-ready": (409, N_("Something is still missing before you can sign: %(what)s.")),
    "tick-all": (422, N_("Tick every statement to sign. Nothing was recorded.")),
    "name-differs": (422, N_("Type your name as in your account: %(name)s. Nothing was recorded.")),
    "consent-missing": (422, N_("Tick that you agree to sign electronically. Nothing was recorded.")),
    "drawing-missing": (422, N_("Draw your signature, or choose Type and type your name. Nothing was recorded.")),
    "drawing-invalid": (422, N_("This drawing cannot be kept. Clear it and draw again, or type your name. Nothing was recorded.")),
    "confirm-password": (422, N_("It is a while since you signed in. Type your password to confirm that it is you. Nothing was recorded.")),
    "revoke-reason-missing": (422, N_("Please choose why this certificate is revoked; with “Something else”, say what.")),
    "certificate-revoked": (409, N_("This certificate was revoked already. Nothing was changed.")),
    "certificate-superseded": (409, N_("Another certificate stands in its place already. Nothing was changed.")),
    "certificate-expired": (409, N_("This certificate has expired, so it is not issued anew.")),
    "revocation-open": (409, N_("Somebody has asked to revoke this certificate already. Another person confirms it.")),
    "revocation-decided": (409, N_("This was decided already. Nothing was changed.")),
    "own-revocation": (422, N_("You asked for this yourself. Another person confirms it.")),
    "anew-reason-missing": (422, N_("Please choose why it is issued anew.")),
    "too-many-certificates": (422, N_("These are %(number)s certificates; one file holds at most %(limit)s. Narrow the filter.")),
    "reason-wanted": (422, N_("Please say why, in a few words. Nothing was recorded.")),
    "receipt-unavailable": (503, N_("The receipt cannot be printed at the moment. receipt.json has the same proof. Try again in a minute.")),
    "paper-unavailable": (503, N_("The signed copy cannot be printed at the moment. Your signature is safe. Try again in a minute.")),
    "badge-waiting": (409, N_("This badge is being prepared. It takes a few seconds; then ask again.")),
    "badge-key-missing": (503, N_("Badges cannot be confirmed at the moment: the key that signs them is missing on this machine. Tell your administrator.")),
    # a signature on paper
    "own-paper": (422, N_("Nobody records their own signature on paper. Ask a colleague in HR.")),
    "paper-date-future": (422, N_("The date on the paper lies in the future. Please look again.")),
    "paper-date-early": (422, N_("Version %(number)s was published on %(day)s, so it cannot have been signed before.")),
    "paper-date-cycle": (422, N_("This was asked again on %(day)s. A paper signed before that day counts for the time before.")),
    "paper-edition": (422, N_("This version cannot be recorded: a newer one asks for a new signature. Have that one signed.")),
    "paper-language": (422, N_("This version does not exist in that language.")),
    "sheet-unavailable": (503, N_("The sheet cannot be printed at the moment. Try again in a minute.")),
    "scan-missing": (422, N_("Please choose the scan of the signed paper.")),
    "scan-broken": (422, N_("This file cannot be read as a scan. Choose a PDF, JPEG or PNG file, without a password.")),
    "scan-active": (422, N_("This PDF holds more than pages: scripts, forms, attachments or links that start something. Scan the paper as a plain PDF, JPEG or PNG.")),
    "scan-long": (422, N_("This scan has too many pages: at most %(most)s.")),
    "scan-large": (422, N_("This scan is too large: at most %(most)s KB. Scan it in grey or with fewer dots per inch.")),
    # assigning
    "audience-changed": (409, N_("The people in this audience have changed since the preview. Look again, then assign.")),
    "audience-empty": (422, N_("Nobody is in this audience. Choose at least one person or department.")),
    "date-invalid": (422, N_("Please give a date, such as 2026-12-31.")),
    "due-past": (422, N_("This date has passed. Choose today or a later day.")),
    "not-open": (409, N_("This is finished already, so there is nothing to change.")),
    "reason-missing": (422, N_("Please give a reason. It is kept with the waiver.")),
    # long work that the worker does
    "job-not-over": (409, N_("This is still being worked on, so it cannot be started again.")),
    "job-over": (409, N_("This is over already, so there is nothing to stop.")),
    "job-file-gone": (410, N_("This file was kept for some days and is gone. Start the work again to get it anew.")),
    "job-file-elsewhere": (503, N_("The file is not on this machine. Your administrator can share the folder where the worker puts it.")),
    # the record itself
    "alarm-reason-missing": (422, N_("Please say what was found out and why the alarm may rest. It is kept with the record.")),
    "alarm-settled": (409, N_("Somebody has settled this alarm already. Nothing was changed.")),
    "record-cannot-grow": (503, N_("The record takes no new entry at the moment, so this cannot be written into it. Nothing was shown or changed. Tell whoever runs the server.")),
    "as-of-future": (422, N_("This day has not come yet. Choose today or an earlier day.")),
}
