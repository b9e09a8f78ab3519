package io.hauberk.okhttp;

import static io.hauberk.okhttp.MeshTest.get;
import static io.hauberk.okhttp.MeshTest.request;
import static io.hauberk.okhttp.MeshTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Exchange;
import io.hauberk.RejectedException;
import io.hauberk.Ticker;
import io.hauberk.service.Balancer;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own client, hosts that are no service, redirects, WebSockets. */
class WrapTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void interceptorsListenersAndCookiesAreKept() throws IOException {
        RawServer server =
                server(Script.answering("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\nhi"));
        List<String> seen = new ArrayList<>();
        OkHttpClient mine = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    seen.add("application");
                    return chain.proceed(
                            chain.request().newBuilder().header("x-mine", "1").build());
                })
                .addNetworkInterceptor(chain -> {
                    seen.add("network");
                    return chain.proceed(chain.request());
                })
                .eventListener(new EventListener() {
                    @Override
                    public void callStart(Call call) {
                        seen.add("listener");
                    }
                })
                .cookieJar(new Jar())
                .build();
        OkHttpClient http = mesh(Egress.PASS, server).wrap(mine);
        Exchange exchange = Exchange.begin(Ticker.system());
        try (Exchange.Scope unused = exchange.enter()) {
            assertThat(get(http, "http://orders/")).isEqualTo("hi");
        }
        get(http, "http://orders/");
        assertThat(seen).startsWith("listener", "application", "network");
        assertThat(exchange.decisions()).isNotEmpty();
        assertThat(server.requests().get(0).header("x-mine")).isEqualTo("1");
        assertThat(server.requests().get(1).header("Cookie")).isEqualTo("a=1");
        assertThat(mine.followRedirects()).isTrue();
        assertThat(mine.interceptors()).hasSize(1);
    }

    @Test
    void aCacheIsKept(@TempDir File folder) throws IOException {
        RawServer server =
                server(Script.answering("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nhi"));
        try (Cache cache = new Cache(folder, 1 << 20)) {
            OkHttpClient http = mesh(Egress.PASS, server)
                    .wrap(new OkHttpClient.Builder().cache(cache).build());
            assertThat(get(http, "http://orders/")).isEqualTo("hi");
            assertThat(get(http, "http://orders/")).isEqualTo("hi");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aClientIsWrappedOnce() throws IOException {
        Mesh mesh = mesh(Egress.PASS, server(Script.ok("hi")));
        OkHttpClient http = mesh.wrap(new OkHttpClient());
        assertThatThrownBy(() -> mesh.wrap(http)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mesh.wrap(mesh.okHttp())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClientThatRepeatsByItselfDoesNotDoSoWithinTheMesh() throws IOException {
        RawServer server = server(Script.closingAfter("first"), Script.ok("second"));
        Mesh mesh = Mesh.builder()
                .service(
                        "orders",
                        s -> s.endpoints(url(server))
                                .connectTimeout(Attempts.MUCH)
                                .retry(Retry.never()))
                .build();
        opened.add(mesh);
        OkHttpClient http = mesh.wrap(new OkHttpClient());
        assertThat(get(http, "http://orders/")).isEqualTo("first");
        // The connection is dead by now, which is noticed when it is used. Nothing is sent over another.
        assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(IOException.class);
        assertThat(server.requests()).hasSize(1);
    }

    /** OkHttp repeats some of these whatever its settings say, and a POST as well. */
    @ParameterizedTest
    @ValueSource(ints = {408, 421, 425, 503})
    void answersThatOkHttpTakesForAnInvitationAreNotRepeated(int status) throws IOException {
        RawServer server =
                server(Script.answering("HTTP/1.1 " + status + " X\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"));
        Mesh mesh = Mesh.builder()
                .service(
                        "orders",
                        s -> s.endpoints(url(server))
                                .connectTimeout(Attempts.MUCH)
                                .retry(Retry.never()))
                .build();
        opened.add(mesh);
        OkHttpClient http = mesh.wrap(new OkHttpClient());
        Request post = request("http://orders/")
                .newBuilder()
                .post(RequestBody.create("content", null))
                .build();
        for (Request request : List.of(request("http://orders/"), post)) {
            try (Response response = http.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(status);
                assertThat(response.header("Retry-After")).isEqualTo("0");
                assertThat(response.priorResponse()).isNull();
            }
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aProxyOfTheClientIsForOtherHostsOnly() throws IOException {
        RawServer proxy = server(Script.ok("by proxy"));
        OkHttpClient mine = new OkHttpClient.Builder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port())))
                .build();
        RawServer orders = server(Script.ok("hi"));
        OkHttpClient http = mesh(Egress.PASS, orders).wrap(mine);
        assertThat(get(http, "http://orders/a")).isEqualTo("hi");
        assertThat(orders.requests()).extracting(RawMessage::target).containsExactly("/a");
        assertThat(proxy.requests()).isEmpty();
        assertThat(get(http, "http://elsewhere.test/")).isEqualTo("by proxy");
    }

    @Test
    void whoFollowsNoRedirectToAnotherSchemeGetsThatRedirect() throws IOException {
        RawServer server = server(Script.answering(moved(302, "https://orders/b")));
        OkHttpClient http = mesh(Egress.PASS, server)
                .wrap(new OkHttpClient.Builder().followSslRedirects(false).build());
        try (Response response = http.newCall(request("http://orders/")).execute()) {
            assertThat(response.code()).isEqualTo(302);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void otherHostsGetNothingOfTheMesh() throws IOException {
        RawServer outside = server(Script.ok("outside"));
        Mesh mesh = mesh(Egress.PASS, server(Script.ok("hi")));
        for (OkHttpClient http : List.of(mesh.okHttp(), mesh.wrap(new OkHttpClient()))) {
            assertThat(get(http, "http://127.0.0.1:" + outside.port() + "/")).isEqualTo("outside");
        }
        for (RawMessage seen : outside.requests()) {
            List<String> names = new ArrayList<>();
            seen.headers().forEach(field -> names.add(field.getKey()));
            assertThat(names).containsExactlyInAnyOrder("Host", "Connection", "Accept-Encoding", "User-Agent");
        }
    }

    @Test
    void otherHostsAreRefusedWhereThatIsTheRule() throws IOException {
        RawServer outside = server(Script.ok("outside"));
        Mesh mesh = mesh(Egress.REFUSE, server(Script.ok("hi")));
        Exchange exchange = Exchange.begin(Ticker.system());
        try (Exchange.Scope unused = exchange.enter()) {
            assertThatThrownBy(() -> get(mesh.okHttp(), "http://127.0.0.1:" + outside.port() + "/"))
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            e -> assertThat(e.rejection().reason()).isEqualTo("unknown-host"));
        }
        assertThat(exchange.decisions()).hasSize(1);
        assertThat(get(mesh.okHttp(), "http://orders/")).isEqualTo("hi");
        assertThat(outside.requests()).isEmpty();
    }

    @Test
    void aRedirectWithinAServiceIsAFreshChoice() throws IOException {
        RawServer one = server(movingFromAToB(302));
        RawServer two = server(movingFromAToB(302));
        OkHttpClient http = mesh(Egress.PASS, one, two).wrap(new OkHttpClient());
        try (Response response = http.newCall(request("http://orders/a")).execute()) {
            assertThat(response.body().string()).isEqualTo("there");
            assertThat(response.priorResponse().code()).isEqualTo(302);
            assertThat(response.request().url().toString()).isEqualTo("http://orders/b");
        }
        List<RawMessage> seen = both(one, two);
        assertThat(seen).extracting(RawMessage::target).containsExactlyInAnyOrder("/a", "/b");
        assertThat(seen).allMatch(message -> message.header("Host").equals("orders"));
        assertThat(one.requests()).hasSize(1);
    }

    @Test
    void aRedirectToAnotherServiceGoesToThatServiceWithoutCredentials() throws IOException {
        RawServer orders = server(Script.answering(moved(307, "http://payments/b")));
        RawServer payments = server(Script.ok("paid"));
        Mesh mesh = Mesh.builder()
                .service("orders", s -> s.endpoints(url(orders)))
                .service("payments", s -> s.endpoints(url(payments)))
                .build();
        opened.add(mesh);
        Request post = new Request.Builder()
                .url("http://orders/a")
                .header("Authorization", "secret")
                .header("Cookie", "secret")
                .header("x-a", "1")
                .post(RequestBody.create("content", null))
                .build();
        assertThat(text(mesh.okHttp(), post)).isEqualTo("paid");
        RawMessage seen = payments.requests().get(0);
        assertThat(seen.startLine()).isEqualTo("POST /b HTTP/1.1");
        assertThat(seen.text()).isEqualTo("content");
        assertThat(seen.header("x-a")).isEqualTo("1");
        assertThat(seen.header("Host")).isEqualTo("payments");
        assertThat(seen.headers().contains("Authorization")).isFalse();
        assertThat(seen.headers().contains("Cookie")).isFalse();
    }

    @Test
    void aRedirectOutOfTheMeshFollowsTheEgressRule() throws IOException {
        RawServer outside = server(Script.ok("outside"));
        RawServer orders = server(Script.answering(moved(302, url(outside) + "/")));
        assertThat(get(mesh(Egress.PASS, orders).okHttp(), "http://orders/")).isEqualTo("outside");
        // Not to the endpoint of the service, with the other host's name.
        assertThat(orders.requests()).hasSize(1);
        assertThat(outside.requests().get(0).headers().contains("x-envoy-attempt-count"))
                .isFalse();
        assertThatThrownBy(() -> get(mesh(Egress.REFUSE, orders).okHttp(), "http://orders/"))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void nobodyOutsideLeadsUsIntoTheMesh() throws IOException {
        RawServer orders = server(Script.ok("secret"));
        RawServer outside = server(Script.answering(moved(302, "http://orders/")));
        try (Response response = mesh(Egress.PASS, orders)
                .okHttp()
                .newCall(request(url(outside) + "/"))
                .execute()) {
            assertThat(response.code()).isEqualTo(302);
        }
        assertThat(orders.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET",
        "302, POST, GET",
        "303, POST, GET",
        "303, PUT, GET",
        "307, POST, POST",
        "308, PUT, PUT",
        "301, PUT, PUT",
        "302, DELETE, DELETE",
        "303, HEAD, HEAD",
        "301, HEAD, HEAD",
        "302, GET, GET"
    })
    void methodsAreKeptOrBecomeGetAsTheStatusSays(int status, String method, String next) throws IOException {
        RawServer one = server(movingFromAToB(status));
        RawServer two = server(movingFromAToB(status));
        OkHttpClient http = mesh(Egress.PASS, one, two).okHttp();
        boolean content = method.equals("POST") || method.equals("PUT");
        Request request = new Request.Builder()
                .url("http://orders/a")
                .method(method, content ? RequestBody.create("content", null) : null)
                .build();
        text(http, request);
        RawMessage seen = both(one, two).stream()
                .filter(message -> message.target().equals("/b"))
                .findFirst()
                .orElseThrow();
        assertThat(seen.method()).isEqualTo(next);
        assertThat(seen.text()).isEqualTo(next.equals(method) && content ? "content" : "");
    }

    @Test
    void aRedirectThatLeadsNowhereEnds() throws IOException {
        RawServer server = server(Script.answering(moved(302, "/")));
        assertThatThrownBy(() -> get(mesh(Egress.PASS, server).okHttp(), "http://orders/"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("21");
        assertThat(server.requests()).hasSize(21);
    }

    @Test
    void whoFollowsNothingGetsTheRedirect() throws IOException {
        RawServer server = server(Script.answering(moved(302, "/b")));
        OkHttpClient http = mesh(Egress.PASS, server)
                .wrap(new OkHttpClient.Builder().followRedirects(false).build());
        try (Response response = http.newCall(request("http://orders/")).execute()) {
            assertThat(response.code()).isEqualTo(302);
        }
        RawServer mail = server(Script.answering(moved(302, "mailto:me@example.com")));
        try (Response response = mesh(Egress.PASS, mail)
                .okHttp()
                .newCall(request("http://orders/"))
                .execute()) {
            assertThat(response.code()).isEqualTo(302);
        }
    }

    @Test
    void webSocketsWorkAndKnowTheirExchangeByATag() throws Exception {
        MockWebServer server = new MockWebServer();
        opened.add(server);
        server.enqueue(new MockResponse.Builder()
                .webSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocket socket, String text) {
                        socket.send("echo " + text);
                    }

                    @Override
                    public void onClosing(WebSocket socket, int code, String reason) {
                        socket.close(code, reason);
                    }
                })
                .build());
        server.start();
        Mesh mesh = Mesh.builder()
                .service("orders", s -> s.endpoints("http://127.0.0.1:" + server.getPort()))
                .build();
        opened.add(mesh);
        Exchange exchange = Exchange.begin(Ticker.system());
        Request request = new Request.Builder()
                .url("ws://orders/chat")
                .tag(Exchange.class, exchange)
                .build();
        CompletableFuture<String> answer = new CompletableFuture<>();
        mesh.okHttp().newWebSocket(request, new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                socket.send("hi");
            }

            @Override
            public void onMessage(WebSocket socket, String text) {
                answer.complete(text);
                socket.close(1000, null);
            }

            @Override
            public void onFailure(WebSocket socket, Throwable failure, Response response) {
                answer.completeExceptionally(failure);
            }
        });
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("echo hi");
        assertThat(exchange.decisions()).isNotEmpty();
        assertThat(server.takeRequest().getTarget()).isEqualTo("/chat");
    }

    @Test
    void aWebSocketThatNobodyAnswersEndsInTime() throws Exception {
        RawServer silent = server(Script.silent());
        Mesh mesh = Mesh.builder()
                .service(
                        "orders",
                        s -> s.endpoints(url(silent))
                                .timeout(java.time.Duration.ofMillis(200))
                                .retry(Retry.never()))
                .build();
        opened.add(mesh);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        mesh.okHttp().newWebSocket(request("http://orders/"), new WebSocketListener() {
            @Override
            public void onFailure(WebSocket socket, Throwable cause, Response response) {
                failure.complete(cause);
            }
        });
        assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    private Mesh mesh(Egress egress, RawServer... servers) {
        String[] urls = Arrays.stream(servers).map(WrapTest::url).toArray(String[]::new);
        Mesh mesh = Mesh.builder()
                .service(
                        "orders",
                        s -> s.endpoints(urls).balance(Balancer.roundRobin()).connectTimeout(Attempts.MUCH))
                .egress(egress)
                .build();
        opened.add(mesh);
        return mesh;
    }

    private RawServer server(Script first, Script... more) throws IOException {
        RawServer server = RawServer.start(first, more);
        opened.add(server);
        return server;
    }

    /** Is at /b, and says so at /a. */
    private static Script movingFromAToB(int status) {
        return scene -> {
            while (true) {
                RawMessage request = scene.readRequest();
                boolean body = !request.method().equals("HEAD");
                String there = body ? Script.response("there") : "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
                scene.connection().send(request.target().equals("/a") ? moved(status, "/b") : there);
            }
        };
    }

    private static List<RawMessage> both(RawServer one, RawServer two) {
        List<RawMessage> all = new ArrayList<>(one.requests());
        all.addAll(two.requests());
        return all;
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port();
    }

    private static String moved(int status, String location) {
        return "HTTP/1.1 " + status + " Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }

    /** Keeps the last cookies, for whatever host. */
    private static final class Jar implements CookieJar {
        private List<Cookie> cookies = List.of();

        @Override
        public void saveFromResponse(HttpUrl url, List<Cookie> received) {
            cookies = received;
        }

        @Override
        public List<Cookie> loadForRequest(HttpUrl url) {
            return cookies;
        }
    }
}
