package io.hauberk.spiffe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The call {@code FetchX509SVID}: one empty request, answered by messages for as long as the agent lives. */
final class AgentCall {
    /** A message of an agent with hundreds of federated domains has some hundred kilobytes. */
    private static final int MAX_MESSAGE = 4 << 20;

    private static final int MAX_TEXT = 200;
    /**
     * How often an agent that has nothing new is asked whether it is there. gRPC's servers hang up on who asks more often
     * than every five minutes.
     */
    private static final Duration PING = Duration.ofMinutes(6);

    private static final MediaType GRPC = MediaType.get("application/grpc");
    /** Not compressed, and no bytes: the request has no fields. */
    private static final byte[] EMPTY_MESSAGE = new byte[5];

    private final AgentAddress address;
    private final Duration patience;
    private final OkHttpClient http;
    private volatile @Nullable Call current;
    private volatile boolean closed;

    /** @param patience how long the agent may take to its first message, and in the middle of one */
    AgentCall(AgentAddress address, Duration patience) {
        this.address = address;
        this.patience = patience;
        this.http = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .socketFactory(new AgentSockets(address.socket()))
                // The address is the socket factory's; no name is looked up.
                .dns(name -> List.of(java.net.InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})))
                .proxy(java.net.Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(0, 1, java.util.concurrent.TimeUnit.MILLISECONDS))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(patience)
                .pingInterval(PING)
                .build();
    }

    /** What is told of each message; throws to end the call. */
    interface Listener {
        void message(byte[] message) throws IOException;
    }

    /**
     * Calls, and blocks until the agent ends it.
     *
     * @throws IOException with a sentence that says how it ended; it never ends well by itself
     */
    void run(Listener listener) throws IOException {
        Call call = http.newCall(request());
        current = call;
        if (closed) {
            call.cancel();
        }
        try (Response response = call.execute()) {
            requireGrpc(response);
            BufferedSource body = response.body().source();
            while (!exhausted(body)) {
                listener.message(message(body));
            }
            requireOk(response.trailers());
            throw new IOException("The agent has ended the stream.");
        } catch (SocketTimeoutException e) {
            throw new IOException("It has been silent for " + patience.toMillis() + " ms.", e);
        } finally {
            current = null;
        }
    }

    /** Waits for the next message: the first has to come soon, others may take for ever. */
    private boolean exhausted(BufferedSource body) throws IOException {
        boolean end = body.exhausted();
        body.timeout().timeout(0, TimeUnit.MILLISECONDS);
        return end;
    }

    private Request request() {
        return new Request.Builder()
                .url(new HttpUrl.Builder()
                        .scheme("http")
                        .host("localhost")
                        .encodedPath("/SpiffeWorkloadAPI/FetchX509SVID")
                        .build())
                // Without it agents refuse: it proves that no browser was tricked into calling.
                .header("workload.spiffe.io", "true")
                .header("te", "trailers")
                .post(RequestBody.create(EMPTY_MESSAGE, GRPC))
                .build();
    }

    private static void requireGrpc(Response response) throws IOException {
        if (response.code() != 200) {
            throw new IOException("The agent answered with HTTP status " + response.code() + ". Is it a SPIFFE agent?");
        }
        // Refusals without a message come in the head.
        requireOk(response.headers());
        String type = response.header("content-type");
        if (type == null || !type.startsWith("application/grpc")) {
            throw new IOException("The agent does not speak gRPC. Is it a SPIFFE agent?");
        }
    }

    private static void requireOk(Headers headers) throws IOException {
        String status = headers.get("grpc-status");
        if (status != null && !status.equals("0")) {
            throw new GrpcException(status, shown(headers.get("grpc-message")));
        }
    }

    private static String shown(@Nullable String text) {
        String all = text == null ? "" : text.replaceAll("[^ -~]", "?");
        return all.length() > MAX_TEXT ? all.substring(0, MAX_TEXT) + "..." : all;
    }

    private static byte[] message(BufferedSource body) throws IOException {
        if (body.readByte() != 0) {
            throw new IOException("The agent sent a compressed message, which was not asked for.");
        }
        int length = body.readInt();
        if (length < 0 || length > MAX_MESSAGE) {
            throw new IOException("The agent announced a message of " + Integer.toUnsignedString(length)
                    + " bytes, but 4 MB are the limit.");
        }
        return body.readByteArray(length);
    }

    /** Ends the call that runs, and those to come. */
    void close() {
        closed = true;
        Call call = current;
        if (call != null) {
            call.cancel();
        }
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    @Override
    public String toString() {
        return address.toString();
    }

    /** The agent refused, in gRPC's words. */
    static final class GrpcException extends IOException {
        private static final long serialVersionUID = 1;
        private static final String INVALID_ARGUMENT = "3";
        private static final String PERMISSION_DENIED = "7";

        private final String status;

        GrpcException(String status, String message) {
            super(
                    status.equals(PERMISSION_DENIED)
                            ? "The agent has no identity for this workload: " + message
                            : "The agent refused with gRPC status " + shown(status) + ": " + message);
            this.status = status;
        }

        /** Whether the standard says that it will never answer otherwise (SPIFFE Workload API §5.2). */
        boolean forEver() {
            return status.equals(INVALID_ARGUMENT);
        }
    }
}
