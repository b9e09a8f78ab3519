package io.hauberk.samples.shop;

import static io.hauberk.route.Match.get;
import static io.hauberk.route.Match.post;
import static java.time.Duration.ofSeconds;

import io.hauberk.authorize.Authorize;
import io.hauberk.authorize.Rule;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.timeout.Timeout;
import io.hauberk.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Takes orders. Asks the catalog for the price and payments for the money, through the mesh. */
public final class Orders extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient OkHttpClient http;
    private final transient Once once = new Once();

    /** Orders that call by this client: {@code http://catalog/…} is all that they know about where others are. */
    public Orders(OkHttpClient http) {
        this.http = http;
    }

    /** Only the edge may come in. */
    public static Gateway guard() {
        Authorize edge = Authorize.allow(Rule.any().peers(Certificates.idOf("edge")));
        return Gateway.builder()
                .use(Tracing.w3c(), Timeout.of(ofSeconds(30)), BodyLimit.of(16 * 1024))
                .route(post("/orders"), orders -> orders.use(edge))
                .route(get("/orders/{id}/audit"), audit -> audit.use(edge))
                .build();
    }

    /** Whom orders calls, and how. */
    public static Mesh mesh(Identity identity, MeterRegistry metrics, String[] catalog, String payments) {
        return Mesh.builder()
                .identity(identity)
                .metrics(metrics)
                .service(
                        "catalog",
                        service -> service.endpoints(catalog)
                                .tls(Tls.mutual().peers(Certificates.idOf("catalog")))
                                .retry(Retry.idempotent().retries(2))
                                .outlierDetection(
                                        OutlierDetection.consecutiveFailures(5).baseEjection(ofSeconds(5)))
                                .connectTimeout(ofSeconds(10))
                                .timeout(ofSeconds(30)))
                .service(
                        "payments",
                        service -> service.endpoints(payments)
                                .tls(Tls.mutual().peers(Certificates.idOf("payments")))
                                .connectTimeout(ofSeconds(10))
                                .retry(Retry.idempotent()))
                .build();
    }

    /** An order. The same key again gets the same order, however often the request had to be sent. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key = request.getHeader("Idempotency-Key");
        String item = request.getParameter("item");
        if (key == null || item == null || !item.matches("[a-z]+")) {
            Json.answer(response, 400, "{\"why\":\"an order needs an item and an Idempotency-Key\"}");
            return;
        }
        String customer = request.getHeader("X-Customer");
        Json.answer(response, 201, once.answer(customer + "/" + key, () -> order(customer, key, item)));
    }

    private String order(String customer, String key, String item) throws IOException {
        String found = call(new Request.Builder().url("http://catalog/items/" + item));
        String paid = call(new Request.Builder()
                .url("http://payments/payments")
                .header("Idempotency-Key", customer + "/" + key)
                .post(RequestBody.EMPTY));
        return "{\"customer\":\"" + customer + "\",\"bought\":" + found + ",\"payment\":" + paid + "}";
    }

    /** Nothing here says how long it may take: the deadline of the one who asks us goes with the call. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.answer(response, 200, call(new Request.Builder().url("http://payments" + request.getRequestURI())));
    }

    private String call(Request.Builder request) throws IOException {
        try (Response response = http.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException(response.request().url() + " answered " + response.code());
            }
            return response.body().string();
        }
    }
}
