package io.hauberk;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response. An immutable value, except that it ends once: whoever holds it passes it outwards or closes it, and all
 * values made from it end together.
 *
 * <p>Three kinds: one with a {@linkplain #body() body} still to be sent; one that the application has {@linkplain
 * #sent() sent} itself, of which only the head can be looked at; and a {@linkplain #rejection() refusal}, which the
 * outermost adapter renders as a problem document (inbound) or throws as an exception (outbound).
 */
public final class Response implements AutoCloseable {
    private final Head head;
    private final Body body;
    private final boolean sent;
    private final @Nullable Rejection rejection;
    private final Ending ending;
    private final boolean borrowed;

    private Response(
            Head head, Body body, boolean sent, @Nullable Rejection rejection, Ending ending, boolean borrowed) {
        this.head = head;
        this.body = body;
        this.sent = sent;
        this.rejection = rejection;
        this.ending = ending;
        this.borrowed = borrowed;
    }

    /** A response without headers and body. */
    public static Response of(int status) {
        return of(status, Headers.empty(), Body.empty());
    }

    /** A response. */
    public static Response of(int status, Headers headers, Body body) {
        return new Response(new Head(status, headers), body, false, null, new Ending(), false);
    }

    /** 200 with plain text in UTF-8. */
    public static Response ok(String text) {
        return of(200, Headers.of("Content-Type", "text/plain;charset=utf-8"), Body.of(text));
    }

    /** A refusal: its status and headers now, its problem document when the outermost adapter renders it. */
    public static Response refused(Rejection rejection) {
        return new Response(
                new Head(rejection.status(), rejection.headers()), Body.empty(), false, rejection, new Ending(), false);
    }

    /** A response that the application writes, or wrote, itself. For adapters. */
    public static Response sent(Head head) {
        return new Response(head, Body.empty(), true, null, new Ending(), false);
    }

    /** The status code. */
    public int status() {
        return head.status();
    }

    /** The header fields. */
    public Headers headers() {
        return head.headers();
    }

    /** Status and headers. */
    public Head head() {
        return head;
    }

    /** The content; empty where the response is {@link #sent()}. */
    public Body body() {
        return body;
    }

    /** Whether the application writes this response itself: no body to read, no head to change. */
    public boolean sent() {
        return sent;
    }

    /** The refusal that this response stands for, or null. */
    public @Nullable Rejection rejection() {
        return rejection;
    }

    /**
     * This response with another head.
     *
     * @throws HeadSentException if its head has left
     */
    public Response withHead(Head head) {
        if (head == this.head) {
            return this;
        }
        return change(head, body, rejection);
    }

    /** This response with other headers; see {@link #withHead}. */
    public Response withHeaders(Headers headers) {
        return withHead(head.withHeaders(headers));
    }

    /**
     * This response with another body, which the old one is usually read through. Closing the new one must close the
     * old one. Length and type fields are the caller's to keep true. A refusal becomes an ordinary response.
     *
     * @throws HeadSentException if its head has left
     */
    public Response withBody(Body body) {
        return change(head, body, null);
    }

    private Response change(Head head, Body body, @Nullable Rejection rejection) {
        if (sent) {
            throw new HeadSentException();
        }
        return new Response(head, body, false, rejection, ending, borrowed);
    }

    /**
     * Has the listener called exactly once when this response has ended: when its last byte has left, when either side
     * broke off, or when it was closed unread. At once, if it has ended. Returns this response.
     *
     * <p>Listeners run in the thread that ended the response, in the order in which they were added; they must not
     * block. What one throws does not keep the others from running.
     */
    public Response onEnd(Consumer<End> listener) {
        ending.add(listener);
        return this;
    }

    /** Ends this response. For adapters; only the first end counts. */
    public void end(End end) {
        if (!borrowed) {
            ending.end(end);
        }
    }

    /** Gives this response up: closes its body and ends it as {@link End#CANCELLED} unless it has ended. */
    @Override
    public void close() {
        if (!borrowed) {
            body.close();
            ending.end(End.CANCELLED);
        }
    }

    /** This response for someone who may look and listen, but not end it. */
    Response lent() {
        return new Response(head, body, sent, rejection, ending, true);
    }

    @Override
    public String toString() {
        return rejection != null ? rejection.toString() : status() + (sent ? " (sent)" : "");
    }
}
