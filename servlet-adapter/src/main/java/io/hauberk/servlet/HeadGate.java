package io.hauberk.servlet;

import io.hauberk.DeadlineExceededException;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Request;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The moment at which the head of an answer that the application writes itself is fixed: the mappings that the filters
 * asked for run then, once, innermost first. Shared by all dispatches of a request.
 *
 * <p>No container says when it is about to commit, so the head is fixed somewhat early. An application that changes it
 * after that and before the container has committed opens the gate again: the mappings are taken back, and applied to
 * what the application has made of its head in the end.
 *
 * <p>Where a mapping throws, or the answer begins after the deadline, nothing of it leaves: the container's head is
 * emptied, and who writes gets the exception, each time.
 */
final class HeadGate {
    private static final Logger LOG = LoggerFactory.getLogger(HeadGate.class);

    private final Request request;

    // Guarded by this.
    private boolean left;
    private boolean closed;
    private boolean anyTime;
    private @Nullable Throwable barred;
    private @Nullable Head before;
    private @Nullable Head after;

    HeadGate(Request request) {
        this.request = request;
    }

    /** Whether the head is fixed; throws what keeps it from leaving. */
    synchronized boolean left() {
        if (barred != null) {
            throw Application.<RuntimeException>same(barred);
        }
        return left || closed;
    }

    /** Whether nothing of the answer has been fixed, given up or barred. */
    synchronized boolean untouched() {
        return !left && !closed && barred == null;
    }

    /** What keeps the answer from leaving, or null. */
    synchronized @Nullable Throwable barred() {
        return barred;
    }

    /** From now on it is an error that is answered, and that may take its time. */
    synchronized void expectError() {
        anyTime = true;
    }

    /** Nobody is left who could answer instead of what was barred: its status goes out alone. Gives back what barred it. */
    synchronized @Nullable Throwable answerBarred(HttpServletResponse raw) {
        Throwable why = barred;
        if (why == null) {
            return null;
        }
        close();
        if (!raw.isCommitted()) {
            boolean late = why instanceof DeadlineExceededException;
            Head bare = new Head(late ? 504 : 500, Headers.empty());
            replace(raw, read(raw), late ? request.mapped(bare) : bare);
        }
        return why;
    }

    /** Fixes the head as it stands. Does nothing the second time. */
    void leave(HttpServletResponse raw) {
        leave(raw, raw.getStatus());
    }

    /** Fixes the head with a status that the container is about to set; gives back the one to be set. */
    synchronized int leave(HttpServletResponse raw, int status) {
        if (left()) {
            return status;
        }
        Head own = new Head(status, headers(raw));
        Head mapped = mapped(own, raw);
        left = true;
        before = own;
        after = own;
        if (mapped != own && !raw.isCommitted()) {
            replace(raw, own, mapped);
            after = mapped;
        }
        return mapped.status();
    }

    /** Fixes the head of an error page. It leaves late and without mappings rather than not at all. */
    synchronized void leaveFailed(HttpServletResponse raw, int status) {
        anyTime = true;
        if (barred != null) {
            close();
            return;
        }
        try {
            leave(raw, status);
        } catch (Throwable e) {
            LOG.error("A head mapping failed, so nothing that {} was to be answered with has left.", request, e);
            close();
        }
    }

    private Head mapped(Head own, HttpServletResponse raw) {
        boolean committed = raw.isCommitted();
        try {
            if (!committed && !anyTime && request.exchange().deadline().passed()) {
                throw new DeadlineExceededException("The application began to answer " + request
                        + " after its deadline. Have it ask Exchange.current().deadline(), or give it more time.");
            }
            return request.mapped(own);
        } catch (Throwable e) {
            barred = e;
            if (!committed) {
                raw.reset();
            }
            throw Application.<RuntimeException>same(e);
        }
    }

    /** The application is about to change a head that was fixed, but has not left. */
    synchronized void reopen(HttpServletResponse raw) {
        if (!left || closed || raw.isCommitted()) {
            return;
        }
        if (before != null && after != null && before != after) {
            replace(raw, after, before);
        }
        forget();
    }

    /** The container's head has been emptied. */
    synchronized void forget() {
        left = false;
        before = null;
        after = null;
    }

    /** Another answer takes the place of the application's, and the filters have mapped its head themselves. */
    synchronized void close() {
        closed = true;
        barred = null;
    }

    /** The head as it was fixed, or else as it stands. */
    synchronized Head head(HttpServletResponse raw) {
        Head fixed = after;
        return left && fixed != null ? fixed : read(raw);
    }

    static Head read(HttpServletResponse raw) {
        return new Head(raw.getStatus(), headers(raw));
    }

    private static Headers headers(HttpServletResponse raw) {
        Headers.Edit edit = Headers.Edit.withRoomFor(8);
        List<String> seen = new ArrayList<>(8);
        for (String name : raw.getHeaderNames()) {
            // Tomcat gives a name once for each of its lines.
            if (addOnce(seen, name)) {
                for (String value : raw.getHeaders(name)) {
                    edit.addUnchecked(name, value);
                }
            }
        }
        return edit.build();
    }

    /** Makes the container's head equal to another one, touching only what differs. */
    static void replace(HttpServletResponse raw, Head from, Head to) {
        if (to.status() != from.status()) {
            raw.setStatus(to.status());
        }
        for (String name : names(from.headers())) {
            if (!to.headers().contains(name)) {
                remove(raw, name);
            }
        }
        for (String name : names(to.headers())) {
            List<String> values = to.headers().all(name);
            if (!values.equals(from.headers().all(name))) {
                raw.setHeader(name, values.get(0));
                for (int i = 1; i < values.size(); i++) {
                    raw.addHeader(name, values.get(i));
                }
            }
        }
    }

    /** Servlet 6.1 removes a field that is set to null. Some containers of 6.0 ignore that; then its values go at least. */
    private static void remove(HttpServletResponse raw, String name) {
        raw.setHeader(name, null);
        if (raw.containsHeader(name)) {
            raw.setHeader(name, "");
        }
    }

    private static List<String> names(Headers headers) {
        List<String> names = new ArrayList<>(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            addOnce(names, headers.name(i));
        }
        return names;
    }

    private static boolean addOnce(List<String> names, String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return false;
            }
        }
        return names.add(name);
    }
}
