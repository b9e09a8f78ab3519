package io.hauberk.okhttp.faults;

import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param fault the server with the fault
 * @param seen how many requests it sees of one attempt: none where there is no connection
 * @param outcome how the attempt at it ends, in metrics
 * @param ejected the reason of its ejection; null where the fault does not count against it
 * @param status what is passed on, where that is so
 */
record Row(
        String name,
        Fault fault,
        Cell get,
        Cell post,
        Cell keyed,
        Cell stream,
        int seen,
        String outcome,
        @Nullable String ejected,
        int status) {

    static Row of(String name, Fault fault, Cell get, Cell post, Cell keyed, Cell stream) {
        return new Row(name, fault, get, post, keyed, stream, 1, "", null, 0);
    }

    /** It sees nothing of the request. */
    Row unseen() {
        return new Row(name, fault, get, post, keyed, stream, 0, outcome, ejected, status);
    }

    Row status(int status) {
        return new Row(name, fault, get, post, keyed, stream, seen, outcome, ejected, status);
    }

    Row outcome(String outcome) {
        return new Row(name, fault, get, post, keyed, stream, seen, outcome, ejected, status);
    }

    Row counts(String reason) {
        return new Row(name, fault, get, post, keyed, stream, seen, outcome, reason, status);
    }

    Cell cell(Verb verb) {
        return switch (verb) {
            case GET -> get;
            case POST -> post;
            case KEYED -> keyed;
            case STREAM, UNREADABLE -> stream;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
