package io.hauberk.okhttp;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One call of another HTTP client on its way through a mesh: what adapters are made of. Made by {@link
 * Mesh#call(String, String)}, filled, and executed once.
 *
 * <p>What belongs to the connection (Content-Length, Transfer-Encoding, Connection, Upgrade and the like) is dropped, as
 * OkHttp makes it anew, and no encoding is asked for unless a field does. All but {@link #cancel()} is for one thread.
 */
public final class OutgoingCall {
    private final Supplier<OwnClient> client;
    private final MeshParts mesh;
    private final String method;
    private final Request.Builder request = new Request.Builder();
    private @Nullable Exchange exchange = Exchange.current();
    private @Nullable RequestBody body;
    private boolean following;
    private boolean encoding;
    private volatile boolean cancelled;
    private volatile @Nullable Call made;

    OutgoingCall(Supplier<OwnClient> client, MeshParts mesh, String method, String url) {
        this.client = client;
        this.mesh = mesh;
        this.method = method;
        request.url(url);
    }

    /**
     * Adds a header field.
     *
     * @throws IllegalArgumentException if OkHttp cannot send it: it has bytes from 0x80 on, or controls
     */
    public OutgoingCall with(String name, String value) {
        if (!Fields.ofConnectionOrLength(name)) {
            encoding |= name.equalsIgnoreCase("Accept-Encoding");
            request.addHeader(name, value);
        }
        return this;
    }

    /**
     * Sends a body. Its type is a header field. Failures of the one who writes it are thrown as they are, and count
     * against no endpoint.
     *
     * @param length in bytes, or -1 where that is not known
     * @param replayable whether it can be written more than once
     */
    public OutgoingCall body(long length, boolean replayable, Writing writing) {
        body = new WrittenBody(length, replayable, writing);
        return this;
    }

    /** Brings the deadline forward: the head of the answer is to be there within this time from now on. */
    public OutgoingCall within(Duration time) {
        Exchange whose = exchange;
        if (whose == null) {
            mesh.countUnbound();
            whose = Exchange.begin(mesh.ticker());
        }
        Exchange own = whose.child();
        own.shrink(Deadline.after(time, own.ticker()));
        exchange = own;
        return this;
    }

    /** Whether redirects are followed, each by a fresh choice of an endpoint. Default: they are not. */
    public OutgoingCall following(boolean redirects) {
        following = redirects;
        return this;
    }

    /** Attaches what interceptors of OkHttp would find as a tag of the request. */
    public <T> OutgoingCall tag(Class<T> type, T tag) {
        request.tag(type, tag);
        return this;
    }

    /**
     * Makes the call, and blocks until the head of the answer is there. The answer is to be closed.
     *
     * @throws io.hauberk.RejectedException if it was refused
     * @throws io.hauberk.DeadlineExceededException if the deadline passed
     * @throws IllegalArgumentException if it is one that OkHttp cannot make, such as a GET with a body
     * @throws IOException what OkHttp throws; also if the mesh is closed
     */
    public Response execute() throws IOException {
        Call call = made();
        if (cancelled) {
            call.cancel();
        }
        return call.execute();
    }

    private Call made() throws IOException {
        if (mesh.closed()) {
            throw MeshInterceptor.closed();
        }
        if (exchange != null) {
            request.tag(Exchange.class, exchange);
        }
        if (!encoding) {
            request.header("Accept-Encoding", "identity");
        }
        OwnClient own = client.get();
        OkHttpClient http = following ? own.client() : own.unfollowing();
        Call call = http.newCall(request.method(method, body()).build());
        made = call;
        return call;
    }

    private @Nullable RequestBody body() throws IOException {
        RequestBody given = body;
        boolean none = given == null || given.contentLength() == 0;
        if (method.equals("GET") || method.equals("HEAD")) {
            if (!none) {
                throw new IllegalArgumentException("A " + method + " with a body cannot be sent through the mesh.");
            }
            return null;
        }
        return given == null && needsBody() ? RequestBody.EMPTY : given;
    }

    private boolean needsBody() {
        return switch (method) {
            case "POST", "PUT", "PATCH", "PROPPATCH", "QUERY", "REPORT" -> true;
            default -> false;
        };
    }

    /** Gives the call up, from whatever thread; reading its answer fails, too. */
    public void cancel() {
        cancelled = true;
        Call call = made;
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public String toString() {
        return method + " through the mesh";
    }

    /** Writes the body of a request. */
    @FunctionalInterface
    public interface Writing {
        /** Writes all of it, and does not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }
}
