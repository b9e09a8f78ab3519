package io.hauberk.samples.shop;

import static io.hauberk.route.Match.get;
import static java.time.Duration.ofSeconds;

import io.hauberk.authorize.Authorize;
import io.hauberk.authorize.Rule;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.timeout.Timeout;
import io.hauberk.tracing.Tracing;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** What there is to buy. An ordinary servlet; what stands before it is in {@link #guard()}. */
public final class Catalog extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Map<String, Integer> PRICES = Map.of("hauberk", 900, "helmet", 240, "shield", 120);

    private final String instance;

    /** One instance of the catalog, which signs its answers with its name. */
    public Catalog(String instance) {
        this.instance = instance;
    }

    /** Only the edge and orders may ask, and mutual TLS has verified that it is they. */
    public static Gateway guard() {
        return Gateway.builder()
                .use(Tracing.w3c(), Timeout.of(ofSeconds(30)), BodyLimit.of(1024))
                .route(
                        get("/items/{item}"),
                        items -> items.use(Authorize.allow(
                                Rule.any().peers(Certificates.idOf("edge"), Certificates.idOf("orders")))))
                .build();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String item = request.getRequestURI().substring("/items/".length());
        Integer price = PRICES.get(item);
        response.setHeader("X-Instance", instance);
        if (price == null) {
            Json.answer(response, 404, "{\"item\":null}");
            return;
        }
        Json.answer(response, 200, "{\"item\":\"" + item + "\",\"price\":" + price + "}");
    }
}
