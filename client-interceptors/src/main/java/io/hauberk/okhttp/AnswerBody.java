package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Response;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** The body of a response that a filter has made or changed, for the user of OkHttp to read. */
final class AnswerBody extends ResponseBody {
    private final Response response;
    private @Nullable BufferedSource source;

    AnswerBody(Response response) {
        this.response = response;
    }

    @Override
    public @Nullable MediaType contentType() {
        String type = response.headers().first("Content-Type");
        return type == null ? null : MediaType.parse(type);
    }

    @Override
    public long contentLength() {
        return response.body().length();
    }

    @Override
    public BufferedSource source() {
        BufferedSource now = source;
        if (now == null) {
            now = Okio.buffer(new Ending(open(response.body()), response));
            source = now;
        }
        return now;
    }

    private static Source open(Body body) {
        try {
            InputStream in = body.open();
            return Okio.source(in);
        } catch (IOException e) {
            return new Broken(e);
        }
    }

    private static final class Ending extends ForwardingSource {
        private final Response response;

        Ending(Source delegate, Response response) {
            super(delegate);
            this.response = response;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            try {
                long read = super.read(sink, byteCount);
                if (read < 0) {
                    response.end(End.COMPLETED);
                }
                return read;
            } catch (IOException e) {
                response.end(End.FAILED);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            super.close();
            response.close();
        }
    }

    /** OkHttp's bodies are opened without a chance to fail, so this one fails when it is read. */
    private record Broken(IOException failure) implements Source {
        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            throw failure;
        }

        @Override
        public Timeout timeout() {
            return Timeout.NONE;
        }

        @Override
        public void close() {}
    }
}
