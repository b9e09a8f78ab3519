package io.hauberk.testkit;

import io.hauberk.Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request or response as it stood on the wire. */
public final class RawMessage {
    private final String startLine;
    private final Headers headers;
    private final byte[] body;
    private final Headers trailers;

    RawMessage(String startLine, Headers headers, byte[] body, Headers trailers) {
        this.startLine = startLine;
        this.headers = headers;
        this.body = body;
        this.trailers = trailers;
    }

    /** The request line or the status line. */
    public String startLine() {
        return startLine;
    }

    /** The status of a response. */
    public int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /** The method of a request. */
    public String method() {
        return startLine.substring(0, startLine.indexOf(' '));
    }

    /** The target of a request, as it stood in the request line. */
    public String target() {
        return startLine.split(" ", 3)[1];
    }

    /** The header fields. */
    public Headers headers() {
        return headers;
    }

    /** The first value of a header field, or null. */
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /** The content, freed from chunks. Not a copy. */
    public byte[] body() {
        return body;
    }

    /** The content as text in UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The trailer fields behind the last chunk. */
    public Headers trailers() {
        return trailers;
    }

    /** The start line and the content, for messages of tests. */
    @Override
    public String toString() {
        return startLine + " " + headers + " " + text();
    }
}
