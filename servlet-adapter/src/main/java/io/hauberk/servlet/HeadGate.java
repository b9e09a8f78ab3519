package io.hauberk.servlet;

import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Request;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The moment at which the head of an answer that the application writes itself is fixed: the mappings that the filters
 * asked for run then, once, innermost first. Shared by all dispatches of a request.
 */
final class HeadGate {
    private final Request request;
    private boolean left;

    HeadGate(Request request) {
        this.request = request;
    }

    synchronized boolean left() {
        return left;
    }

    /** Fixes the head as it stands. Does nothing the second time. */
    void leave(HttpServletResponse raw) {
        leave(raw, raw.getStatus());
    }

    /** Fixes the head with a status that the container is about to set. */
    synchronized int leave(HttpServletResponse raw, int status) {
        if (left) {
            return status;
        }
        left = true;
        Head before = new Head(status, headers(raw));
        Head after = request.mapped(before);
        if (after != before && !raw.isCommitted()) {
            replace(raw, before, after);
        }
        return after.status();
    }

    /** The application has taken back all that it wrote. */
    synchronized void reopen() {
        left = false;
    }

    static Head read(HttpServletResponse raw) {
        return new Head(raw.getStatus(), headers(raw));
    }

    private static Headers headers(HttpServletResponse raw) {
        Headers.Edit edit = Headers.Edit.withRoomFor(8);
        for (String name : raw.getHeaderNames()) {
            for (String value : raw.getHeaders(name)) {
                edit.addUnchecked(name, value);
            }
        }
        return edit.build();
    }

    /** Makes the container's head equal to another one, touching only what differs. */
    static void replace(HttpServletResponse raw, Head before, Head after) {
        if (after.status() != before.status()) {
            raw.setStatus(after.status());
        }
        for (String name : names(before.headers())) {
            if (!after.headers().contains(name)) {
                raw.setHeader(name, null);
            }
        }
        for (String name : names(after.headers())) {
            List<String> values = after.headers().all(name);
            if (!values.equals(before.headers().all(name))) {
                raw.setHeader(name, values.get(0));
                values.subList(1, values.size()).forEach(value -> raw.addHeader(name, value));
            }
        }
    }

    private static List<String> names(Headers headers) {
        List<String> names = new ArrayList<>(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                names.add(name);
            }
        }
        return names;
    }
}
