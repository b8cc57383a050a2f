def all_pages(search, size=1000, **arguments):
    """All items of a listing of the client, however many pages it has."""
    items, token, seen = [], None, set()
    while True:
        page = search(**arguments, max_results=size, page_token=token)
        items += page
        token = page.token
        if not token:
            return items
        if token in seen:
            raise RuntimeError(f"{search.__name__} repeats the page token {token}")
        seen.add(token)
