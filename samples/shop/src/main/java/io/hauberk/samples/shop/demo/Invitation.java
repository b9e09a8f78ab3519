package io.hauberk.samples.shop.demo;

import io.hauberk.samples.shop.Door;
import io.hauberk.samples.shop.Shop;

/** Says what runs, and how to try it by hand. */
final class Invitation {
    private final Shop shop;
    private final Screen screen;

    Invitation(Shop shop, Screen screen) {
        this.shop = shop;
        this.screen = screen;
    }

    void whatRuns() {
        screen.title("The shop is open");
        screen.line("%-10s %s   by %s", "edge", shop.edge().url(), shop.edgeYaml());
        for (Door door : shop.doors()) {
            screen.line("%-10s %s  mutual TLS", door.name(), door.url());
        }
        screen.line("%-10s %s", "log", shop.edgeYaml().resolveSibling("shop.log"));
    }

    void toTry() {
        String edge = shop.edge().url();
        String token = "-H 'authorization: Bearer " + shop.issuer().token("you", Customers.SCOPES) + "'";
        String reader = "-H 'authorization: Bearer " + shop.issuer().token("reader", "catalog:read") + "'";
        screen.title("To try (each line as it stands; the tokens are good for eight hours)");
        example("an item", token + " " + edge + "/catalog/shield");
        example(
                "an order; again with the same key it is the same order",
                token + " -H 'idempotency-key: 1' -d item=shield " + edge + "/orders");
        example("401", edge + "/catalog/shield");
        example("403", reader + " -H 'idempotency-key: 1' -d item=shield " + edge + "/orders");
        example("504 after 400 ms", token + " " + edge + "/orders/42/audit");
        screen.line("# 200 and 429, counted");
        screen.line(
                "curl -s -o /dev/null -w '%%{http_code}\\n' %s '%s' | sort | uniq -c",
                token, edge + "/catalog/shield?[1-300]");
        screen.line("Edit %s and see it take effect. End with Ctrl-C.", shop.edgeYaml());
    }

    private void example(String what, String arguments) {
        screen.line("# %s", what);
        screen.line("curl -si -w '\\n' %s", arguments);
    }
}
