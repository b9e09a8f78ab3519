package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.Headers;
import java.io.IOException;
import java.io.InputStream;

/** The body of OkHttp's response, for filters to look at, and to be closed before the next attempt. */
final class AnswerView implements Body {
    private static final long WORTH_DRAINING = 64 * 1024;

    private final okhttp3.Response answer;
    private final long length;
    private final ProceedPassage passage;
    private boolean opened;

    AnswerView(okhttp3.Response answer, long length, ProceedPassage passage) {
        this.answer = answer;
        this.length = length;
        this.passage = passage;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean replayable() {
        return false;
    }

    @Override
    public boolean opened() {
        return opened;
    }

    @Override
    public InputStream open() {
        if (opened) {
            throw new IllegalStateException("The body of an answer can be read once, and was opened before.");
        }
        opened = true;
        return answer.body().byteStream();
    }

    @Override
    public Headers trailers() {
        try {
            okhttp3.Headers trailers = answer.peekTrailers();
            return trailers == null ? Headers.empty() : Fields.incoming(trailers);
        } catch (IOException | IllegalStateException e) {
            return Headers.empty();
        }
    }

    /** Reads a small rest so that the connection lives; where more is left, the connection goes. */
    @Override
    public void close() {
        opened = true;
        if (length < 0 ? answer.code() < 400 : length > WORTH_DRAINING) {
            passage.giveUpConnection();
        }
        answer.close();
    }

    @Override
    public String toString() {
        return length < 0 ? "a stream" : "a stream of " + length + " bytes";
    }
}
