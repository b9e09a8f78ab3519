package io.hauberk.samples.shop.demo;

import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.okhttp.Mesh;
import io.hauberk.samples.shop.Certificates;
import io.hauberk.samples.shop.Shop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Request;
import okhttp3.Response;

/** Who is sent away, and what they are told. */
final class Refusals {
    private static final int GREED = 300;

    private final Shop shop;
    private final Customers customers;
    private final Screen screen;
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    Refusals(Shop shop, Customers customers, Screen screen) {
        this.shop = shop;
        this.customers = customers;
        this.screen = screen;
    }

    Map<Integer, Integer> run() throws Exception {
        screen.title("Who is sent away");
        expect(401, "nobody, without a token", customers.get("/catalog/shield", ""));
        String reader = shop.issuer().token("reader", "catalog:read");
        expect(403, "a reader, who may not order", customers.order(reader, "none"));
        greedy(shop.issuer().token("greedy", Customers.SCOPES));
        strangers();
        return statuses;
    }

    private void expect(int status, String who, Request request) throws IOException {
        try (Response response = customers.http().newCall(request).execute()) {
            note(response.code());
            told(status, who, response);
        }
    }

    private void told(int status, String who, Response response) throws IOException {
        String type = response.header("Content-Type", "");
        boolean problem = String.valueOf(type).startsWith("application/problem+json");
        screen.claim(
                response.code() == status && problem,
                "%d to %s   %s",
                response.code(),
                who,
                Load.kind(response.request()));
        screen.line("        %s", response.body().string());
    }

    private void note(int status) {
        statuses.merge(status, 1, Integer::sum);
    }

    /** One customer with more requests at once than the limit allows; the others are not in his way. */
    private void greedy(String token) throws IOException, InterruptedException {
        Queue<Response> answers = atOnce(customers.look("shield", token));
        answers.forEach(response -> note(response.code()));
        long served =
                answers.stream().filter(response -> response.code() == 200).count();
        String who = "one who sends " + GREED + " requests at once; " + served + " were served";
        Optional<Response> refused =
                answers.stream().filter(response -> response.code() == 429).findFirst();
        if (refused.isEmpty()) {
            screen.claim(false, "429 to %s", who);
        } else {
            told(429, who, refused.get());
            for (String field : List.of("RateLimit-Policy", "RateLimit", "Retry-After")) {
                screen.line(
                        "        %s: %s", field, String.valueOf(refused.get().header(field)));
            }
        }
        answers.forEach(Response::close);
    }

    private Queue<Response> atOnce(Request request) throws InterruptedException {
        Queue<Response> answers = new ConcurrentLinkedQueue<>();
        CountDownLatch ended = new CountDownLatch(GREED);
        Callback callback = new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                answers.add(response);
                ended.countDown();
            }

            @Override
            public void onFailure(Call call, IOException e) {
                ended.countDown();
            }
        };
        for (int i = 0; i < GREED; i++) {
            customers.http().newCall(request).enqueue(callback);
        }
        ended.await(1, TimeUnit.MINUTES);
        return answers;
    }

    /** The certificate of the edge opens the catalog and orders, but not payments. */
    private void strangers() throws IOException {
        try (Identity edge = Identity.pem(shop.folderOf("edge"));
                Mesh mesh = Mesh.builder()
                        .identity(edge)
                        .service(
                                "payments",
                                payments -> payments.endpoints(
                                                shop.door("payments").url())
                                        .connectTimeout(Duration.ofSeconds(10))
                                        .tls(Tls.mutual().peers(Certificates.idOf("payments"))))
                        .build()) {
            Request request =
                    new Request.Builder().url("http://payments/payments").build();
            try (Response response = mesh.okHttp().newCall(request).execute()) {
                note(response.code());
                told(403, "the edge, at payments, which only orders may call", response);
            }
        }
    }
}
