"""What pages of other apps say of the registers."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from entrepreneurs.waiting import number_returned


def returned(request: HttpRequest) -> dict[str, object]:
    """`records_returned`: how many records were sent back to who is signed in; asked when used."""
    user = request.user
    if not user.is_authenticated:
        return {}
    return {"records_returned": SimpleLazyObject(lambda: number_returned(user))}
