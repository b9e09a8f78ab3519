package io.hauberk.rewrite;

import io.hauberk.Body;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answers with a fixed response: 200, no headers and no body unless they are given.
 *
 * <pre>{@code
 * Respond.with(200).header("Content-Type", "text/html").body("<p>Back soon.</p>")
 * }</pre>
 *
 * <p>A body without a content type is plain text in UTF-8. HEAD gets the same head and no body. Never blocks; immutable
 * and thread-safe; a target of routes.
 */
public final class Respond implements Handler {
    private static final String NAME = "respond";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);

    private final int status;
    private final Headers headers;
    private final byte[] body;

    private Respond(int status, Headers headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** With a status from 200 to 599. */
    public static Respond with(int status) {
        return new Respond(requireStatus(status, false), Headers.empty(), new byte[0]);
    }

    /** Reads {@code { status, headers, body }}. */
    public static Respond from(Settings settings) {
        int status = (int) settings.number("status", 200, 200, 599);
        Respond respond = new Respond(status, Headers.empty(), new byte[0]);
        for (Map.Entry<String, String> header : settings.entries("headers").entrySet()) {
            try {
                respond = respond.header(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                settings.fault("headers", String.valueOf(e.getMessage()));
            }
        }
        String body = settings.text("body");
        try {
            return body == null ? respond : respond.body(body);
        } catch (IllegalArgumentException e) {
            settings.fault("body", String.valueOf(e.getMessage()));
            return respond;
        }
    }

    /** This response with one more header line. */
    public Respond header(String name, String value) {
        if (name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Transfer-Encoding")
                || name.equalsIgnoreCase("Connection")) {
            throw new IllegalArgumentException(
                    "respond cannot set " + name + ": it follows from the response itself. Remove the entry.");
        }
        return new Respond(status, headers.adding(name, value), body);
    }

    /** This response with a body, in UTF-8. */
    public Respond body(String text) {
        requireStatus(status, !text.isEmpty());
        return new Respond(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    private static int requireStatus(int status, boolean body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("A response has a status from 200 to 599, but this one " + status + ".");
        }
        if (body && (status == 204 || status == 205 || status == 304)) {
            throw new IllegalArgumentException(
                    "A response with status " + status + " has no body. Leave the body out, or give another status.");
        }
        return status;
    }

    @Override
    public Response handle(Request request) {
        request.exchange().record(APPLIED);
        if (body.length == 0) {
            return Response.of(status, headers, Body.empty());
        }
        Headers.Edit edit = headers.edit();
        if (!headers.contains("Content-Type")) {
            edit.add("Content-Type", "text/plain;charset=utf-8");
        }
        edit.add("Content-Length", Integer.toString(body.length));
        boolean head = request.method().equals("HEAD");
        return Response.of(status, edit.build(), head ? Body.empty() : Body.of(body));
    }

    @Override
    public String toString() {
        return NAME + '(' + status + ')';
    }
}
