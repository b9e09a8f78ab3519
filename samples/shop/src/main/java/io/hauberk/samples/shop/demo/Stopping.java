package io.hauberk.samples.shop.demo;

import io.hauberk.samples.shop.Payments;
import io.hauberk.samples.shop.Shop;
import java.time.Duration;
import java.util.Map;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Two minutes of work, three services away, end after the 400 ms for which the edge is ready to wait. */
final class Stopping {
    private static final long LIMIT_MILLIS = 400;
    private static final int ASKS = 5;
    private static final long SLACK_MILLIS = 30_000;

    private final Shop shop;
    private final Customers customers;
    private final Screen screen;

    Stopping(Shop shop, Customers customers, Screen screen) {
        this.shop = shop;
        this.customers = customers;
        this.screen = screen;
    }

    /** What {@code demo.json} says of it; the statuses that were answered are added to those given. */
    Result run() throws Exception {
        screen.title("A deadline stops a slow chain of calls: edge, orders, payments");
        String token = shop.issuer().token("auditor", Customers.SCOPES);
        Result result = ask(token);
        // A machine that is slow enough uses all of the time up on the way, and there is no work that could be stopped.
        for (int i = 1; i < ASKS && !reached(); i++) {
            result = ask(token);
        }
        return new Result(result.status, LIMIT_MILLIS, result.tookMillis, stopped());
    }

    private Result ask(String token) throws Exception {
        long began = System.nanoTime();
        try (Response response = customers
                .http()
                .newCall(customers.get("/orders/42/audit", token))
                .execute()) {
            int status = response.code();
            String problem = response.body().string();
            long took = (System.nanoTime() - began) / 1_000_000;
            screen.claim(
                    status == 504 && took < LIMIT_MILLIS + SLACK_MILLIS,
                    "%d after %d ms, with a limit of %d ms",
                    status,
                    took,
                    LIMIT_MILLIS);
            screen.line("        %s", problem);
            return new Result(status, LIMIT_MILLIS, took, false);
        }
    }

    private boolean reached() throws Exception {
        return Patience.until(Duration.ofSeconds(10), () -> shop.payments().lastAudit() != null);
    }

    /** Whether the work at the far end has noticed, and stopped. */
    private boolean stopped() throws Exception {
        Payments payments = shop.payments();
        boolean unused = reached();
        Payments.@Nullable Audit audit = payments.lastAudit();
        boolean stopped = audit != null && audit.stopped() && audit.workedMillis() < LIMIT_MILLIS + SLACK_MILLIS;
        if (audit == null) {
            screen.claim(false, "payments never came to its audit");
        } else {
            screen.claim(
                    stopped,
                    "payments stopped its audit at page %d of %d, after %d ms",
                    audit.pages(),
                    audit.of(),
                    audit.workedMillis());
        }
        return stopped;
    }

    /** What there is to say about it. */
    record Result(int status, long limitMillis, long tookMillis, boolean workStopped) {
        Map<String, Object> json() {
            return Map.of("limitMillis", limitMillis, "tookMillis", tookMillis, "workStopped", workStopped);
        }
    }
}
