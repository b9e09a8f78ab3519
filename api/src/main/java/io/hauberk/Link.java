package io.hauberk;

import java.io.IOException;

/** One filter around the rest of its chain; polices the filter contract and names the culprit. */
final class Link implements Handler {
    private final Filter filter;
    private final Handler next;

    Link(Filter filter, Handler next) {
        this.filter = filter;
        this.next = next;
    }

    @Override
    public Response handle(Request request) throws IOException {
        Response response;
        try {
            response = filter.handle(request, next);
        } catch (HeadSentException e) {
            throw e.by(filter.name());
        }
        if (response == null) {
            throw new IllegalStateException(
                    "Filter " + filter.name() + " (" + filter.getClass().getName()
                            + ") returned null. Return the response of next.handle, or a response of its own.");
        }
        return response;
    }

    @Override
    public String toString() {
        return filter.name() + "(" + next + ")";
    }
}
