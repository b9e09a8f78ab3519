package io.hauberk.fetch;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches small documents, and asks small questions, over the JDK's HTTP client. Blocks until the whole answer is there: at most 2 seconds to
 * connect, 4 seconds in all (or until the deadline of the exchange, if that is earlier), 1 MB. Takes {@code https}, and
 * {@code http} on this machine only. Follows up to three redirects, and only within the same scheme, host and port.
 *
 * <p>Only GET, and POST, whose redirects it does not follow. Immutable and thread-safe; all instances share one client and its threads.
 *
 * <p>When it says no, it throws an {@link IOException} whose message names the URL and the reason; the status of an
 * answer is the caller's to judge.
 */
public final class Fetch implements Handler {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int MAX_REDIRECTS = 3;
    private static final Set<String> CLIENTS_OWN = Set.of("connection", "content-length", "expect", "host", "upgrade");

    private final Duration timeout;
    private final int maxBytes;

    private Fetch(Duration timeout, int maxBytes) {
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    /** Straight over the network: 4 seconds, 1 MB. */
    public static Fetch direct() {
        return new Fetch(Duration.ofSeconds(4), 1024 * 1024);
    }

    /** This, with another time for the whole answer. */
    public Fetch timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("A timeout is longer than nothing, but this one is " + timeout + ".");
        }
        return new Fetch(timeout, maxBytes);
    }

    /** This, with another number of bytes that an answer may have; more is an error. */
    public Fetch maxBytes(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException(
                    "An answer has room for a byte at least, but maxBytes is " + maxBytes + ".");
        }
        return new Fetch(timeout, maxBytes);
    }

    /**
     * A GET request for a URL.
     *
     * @throws IllegalArgumentException if it is not one that may be fetched; the message says why
     */
    public static Request get(String url, Exchange exchange) {
        URI uri = requireUrl(url);
        String path = uri.getRawPath();
        return Request.of(
                exchange,
                "GET",
                uri.getScheme().toLowerCase(Locale.ROOT),
                uri.getRawAuthority(),
                path == null || path.isEmpty() ? "/" : path,
                uri.getRawQuery(),
                Headers.empty(),
                Body.empty());
    }

    /**
     * A POST request to a URL, with the parameters of a form.
     *
     * @throws IllegalArgumentException if it is not one that may be fetched; the message says why
     */
    public static Request form(String url, Map<String, String> parameters, Exchange exchange) {
        StringJoiner form = new StringJoiner("&");
        parameters.forEach((name, value) -> form.add(URLEncoder.encode(name, StandardCharsets.UTF_8)
                + '='
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        byte[] bytes = form.toString().getBytes(StandardCharsets.US_ASCII);
        Request get = get(url, exchange);
        return Request.of(
                exchange,
                "POST",
                get.scheme(),
                get.authority(),
                get.path(),
                get.query(),
                Headers.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Content-Length",
                        Integer.toString(bytes.length)),
                Body.of(bytes));
    }

    /**
     * The URL, if it is one that may be fetched.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static URI requireUrl(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (java.net.URISyntaxException e) {
            throw new IllegalArgumentException("\"" + url + "\" is not a URL: " + e.getReason() + ".", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is not a URL. Write one such as https://id.example.com/jwks.");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "The URL for " + uri.getHost() + " holds a user name or password. Leave them out.");
        }
        if (scheme.equals("http") && !loopback(uri.getHost())) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is not encrypted, so anyone on the way could change what it"
                            + " says. Use https; http is for this machine only.");
        }
        return uri;
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    @Override
    public Response handle(Request request) throws IOException {
        boolean get = request.method().equals("GET");
        if (!get && !request.method().equals("POST")) {
            throw new IOException("Fetch sends GET and POST only, not " + request.method() + ".");
        }
        long remaining = request.exchange().deadline().remainingNanos();
        long end = System.nanoTime() + Math.min(timeout.toNanos(), remaining);
        URI uri = uri(request.scheme() + "://" + request.authority() + request.target());
        for (int redirects = 0; ; redirects++) {
            HttpResponse<byte[]> answer = send(uri, request, end - System.nanoTime());
            URI next = get ? redirect(uri, answer) : null;
            if (next == null) {
                return Response.of(answer.statusCode(), headers(answer), Body.of(answer.body()));
            }
            if (redirects == MAX_REDIRECTS) {
                throw new IOException(uri + " redirects again after " + MAX_REDIRECTS + " times.");
            }
            uri = next;
        }
    }

    private static URI uri(String url) throws IOException {
        try {
            return requireUrl(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private HttpResponse<byte[]> send(URI uri, Request original, long nanos) throws IOException {
        if (nanos <= 0) {
            throw new IOException("No time is left to fetch " + uri + ".");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (original.method().equals("POST")) {
            request.POST(content(original));
        }
        Headers headers = original.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (!CLIENTS_OWN.contains(headers.name(i).toLowerCase(Locale.ROOT))) {
                request.header(headers.name(i), headers.value(i));
            }
        }
        // The client's own timeout ends with the head; this one covers the body, too.
        CompletableFuture<HttpResponse<byte[]>> answer =
                Client.SHARED.sendAsync(request.build(), head -> new CappedBytes(uri, maxBytes));
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(uri + " did not answer in time.", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while fetching " + uri + ".");
        } catch (ExecutionException e) {
            throw new IOException("Fetching " + uri + " failed: " + reason(e.getCause()), e);
        }
    }

    private static HttpRequest.BodyPublisher content(Request request) throws IOException {
        if (request.body().length() == 0) {
            return HttpRequest.BodyPublishers.noBody();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        request.body().transferTo(bytes);
        return HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray());
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "no reason is known.";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() + "." : message;
    }

    /** Where the answer sends us; null if nowhere. */
    private static @Nullable URI redirect(URI from, HttpResponse<?> answer) throws IOException {
        int status = answer.statusCode();
        String location = answer.headers().firstValue("Location").orElse(null);
        if (location == null || status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
            return null;
        }
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException(from + " redirects to what is not a URL.", e);
        }
        if (!origin(from).equals(origin(to))) {
            throw new IOException(from + " redirects to another place, " + origin(to) + ". Name that one instead.");
        }
        return to;
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    private static Headers headers(HttpResponse<?> answer) {
        Headers.Edit edit = Headers.empty().edit();
        answer.headers().map().forEach((name, values) -> {
            for (String value : values) {
                if (!name.startsWith(":")) {
                    edit.add(name, value);
                }
            }
        });
        return edit.build();
    }

    @Override
    public String toString() {
        return "fetch within " + timeout.toMillis() + " ms";
    }

    /** The client, made when it is first needed. */
    private static final class Client {
        static final HttpClient SHARED = create();

        /** Its threads inherit the context class loader, and must not hold that of a web application for ever. */
        private static HttpClient create() {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(null);
            try {
                return HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT)
                        .build();
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
