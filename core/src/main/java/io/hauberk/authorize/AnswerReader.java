package io.hauberk.authorize;

import io.hauberk.Headers;
import io.hauberk.Rejection;
import io.hauberk.Response;
import io.hauberk.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a service outside decided. */
final class AnswerReader {
    static final int MAX_BYTES = 64 * 1024;

    static final String RULE = "external";

    private final boolean json;
    private final FieldNames forRequest;
    private final FieldNames forRefusal;

    AnswerReader(boolean json, FieldNames forRequest, FieldNames forRefusal) {
        this.json = json;
        this.forRequest = forRequest;
        this.forRefusal = forRefusal;
    }

    /** The verdict; a failure without a refusal where it says nothing that counts. */
    Verdict read(Response response) throws IOException {
        int status = response.status();
        if (status == 401 || status == 403) {
            return Verdict.refused(refusal(status, response.headers()));
        }
        if (status < 200 || status > 299) {
            return Verdict.failed("unexpected-status", null);
        }
        if (!json) {
            return Verdict.allowed(chosen(response.headers(), forRequest));
        }
        byte[] bytes = bytes(response);
        Map<String, Object> document = bytes == null ? null : Json.object(new String(bytes, StandardCharsets.UTF_8));
        return document == null ? Verdict.failed("unreadable-answer", null) : read(document, response.headers());
    }

    /** {@code result} is what Open Policy Agent answers with; where a rule is undefined it is left out, which is a no. */
    private Verdict read(Map<String, Object> document, Headers headers) {
        Object result = document.get("result");
        if (Boolean.TRUE.equals(result)) {
            return Verdict.allowed(chosen(headers, forRequest));
        }
        if (result instanceof Map<?, ?> object && Boolean.TRUE.equals(object.get("allow"))) {
            return Verdict.allowed(chosen(said(object.get("headers")), forRequest));
        }
        Headers said = result instanceof Map<?, ?> object ? said(object.get("headers")) : headers;
        boolean undefined = result == null || Boolean.FALSE.equals(result) || result instanceof Map;
        return undefined ? Verdict.refused(refusal(403, said)) : Verdict.failed("unreadable-answer", null);
    }

    private static Headers said(@Nullable Object object) {
        Headers.Edit edit = Headers.Edit.withRoomFor(4);
        if (object instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> edit.add(String.valueOf(name), String.valueOf(value)));
        }
        return edit.build();
    }

    private Rejection refusal(int status, Headers headers) {
        Rejection rejection = Rejection.of(Authorize.NAME, status, status == 401 ? "unauthenticated" : "forbidden")
                .by(RULE);
        Headers chosen = chosen(headers, forRefusal);
        for (int i = 0; i < chosen.size(); i++) {
            rejection = rejection.with(chosen.name(i), chosen.value(i));
        }
        return rejection;
    }

    private static Headers chosen(Headers headers, FieldNames names) {
        Headers.Edit edit = Headers.Edit.withRoomFor(4);
        for (int i = 0; i < headers.size(); i++) {
            if (names.contains(headers.name(i))) {
                edit.add(headers.name(i), headers.value(i));
            }
        }
        return edit.build();
    }

    private static byte @Nullable [] bytes(Response response) throws IOException {
        try (InputStream in = response.body().open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? null : bytes;
        }
    }
}
