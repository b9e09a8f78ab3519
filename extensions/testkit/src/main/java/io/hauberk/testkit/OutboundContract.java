package io.hauberk.testkit;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import java.io.IOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What every adapter between an HTTP client and Hauberk keeps: the rules of {@link Filter} and {@link Exchange}, shown
 * through real sockets. Extend it for each client, and run it as a JUnit 5 test class. It brings the server, the filters
 * and the assertions; you bring the client and your adapter.
 */
public abstract class OutboundContract
        implements OutboundRequestRows, OutboundContextRows, OutboundAnswerRows, OutboundEndRows, OutboundRefusalRows {
    /**
     * A client whose calls pass these filters, the first outermost, and then go to a server on this machine. It does
     * not retry, and follows no redirects.
     *
     * @param port where the server listens, by HTTP/1.1 over plain text
     */
    protected abstract HttpClient open(int port, Filter... filters) throws Exception;

    /** A client with an adapter in it. */
    public interface HttpClient extends AutoCloseable {
        /** Makes the call in this thread, and returns when the head of the answer is there. */
        Answer execute(Call call) throws IOException;

        /** Has another thread make the call. What would be thrown is the future's failure. */
        Future<Answer> enqueue(Call call);
    }

    /**
     * A call to be made.
     *
     * @param target raw path and query, for the service {@code shop}; or a whole URL
     * @param body what is sent, or null
     * @param tag on whose behalf, where the call says it itself; else null
     */
    public record Call(
            String method,
            String target,
            Headers headers,
            @Nullable String body,
            @Nullable Exchange tag) {
        static Call get(String target, String... headers) {
            return new Call("GET", target, Headers.of(headers), null, null);
        }

        static Call post(String target, String body) {
            return new Call("POST", target, Headers.empty(), body, null);
        }

        /** The whole URL. */
        public String url() {
            return target.startsWith("/") ? "http://shop" + target : target;
        }

        Call tagged(Exchange exchange) {
            return new Call(method, target, headers, body, exchange);
        }
    }

    /** What a caller gets. */
    public interface Answer extends AutoCloseable {
        /** The status. */
        int status();

        /** The header fields, as the client gives them. */
        Headers headers();

        /** Reads so many bytes of the content as text, fewer only at its end. */
        String read(int bytes) throws IOException;

        /** Reads all that is left of the content, as text in UTF-8, and closes the answer. */
        String text() throws IOException;

        /** Gives the call up while its answer is read. */
        void cancel();

        /** Closes the answer, read or not. */
        @Override
        void close();
    }
}
