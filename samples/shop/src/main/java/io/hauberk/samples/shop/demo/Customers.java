package io.hauberk.samples.shop.demo;

import io.hauberk.samples.shop.Shop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Those who come to the shop: plain OkHttp with a token, no mesh, no retries. */
final class Customers implements AutoCloseable {
    /** What a customer may do. */
    static final String SCOPES = "catalog:read orders:write";

    private static final int COUNT = 20;
    private static final String[] ITEMS = {"hauberk", "helmet", "shield"};
    private static final RequestBody SHIELD =
            new FormBody.Builder().add("item", "shield").build();

    private final Shop shop;
    private final OkHttpClient http;
    private final List<String> tokens;
    private final AtomicInteger keys = new AtomicInteger();

    Customers(Shop shop) {
        this.shop = shop;
        this.tokens = IntStream.rangeClosed(1, COUNT)
                .mapToObj(i -> shop.issuer().token("customer-" + i, SCOPES))
                .toList();
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(1000);
        dispatcher.setMaxRequestsPerHost(1000);
        // Idle connections end here before they end at the edge; the other way round would cost a request now and then.
        this.http = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectionPool(new ConnectionPool(100, 30, TimeUnit.SECONDS))
                .dispatcher(dispatcher)
                .callTimeout(Duration.ofMinutes(1))
                .readTimeout(Duration.ZERO)
                .build();
    }

    OkHttpClient http() {
        return http;
    }

    /** The usual traffic: three look at something, one orders it; every fifth order is sent with a key used before. */
    Request request(int number) {
        int turn = number / 4;
        String token = tokens.get(number % COUNT);
        if (number % 4 != 3) {
            return look(ITEMS[turn % ITEMS.length], token);
        }
        boolean again = turn % 5 == 4;
        int key = again ? keys.get() : keys.incrementAndGet();
        // The same customer for the same key, or it would be another order.
        return order(tokens.get(key % COUNT), "order-" + key);
    }

    /** How many different orders were sent. */
    int orders() {
        return keys.get();
    }

    /** Somebody looks at the shield. */
    Request look(int number) {
        return look("shield", tokens.get(number % COUNT));
    }

    Request look(String item, String token) {
        return get("/catalog/" + item, token);
    }

    Request get(String path, String token) {
        Request.Builder request = new Request.Builder().url(shop.edge().url() + path);
        return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    Request order(String token, String key) {
        return new Request.Builder()
                .url(shop.edge().url() + "/orders")
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .post(SHIELD)
                .build();
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
