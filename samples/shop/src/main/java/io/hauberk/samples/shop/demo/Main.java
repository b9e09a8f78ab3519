package io.hauberk.samples.shop.demo;

import io.hauberk.samples.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The program behind {@code bin/demo}. Ends with 0 if everything that it claims has held. */
public final class Main {
    private static final Duration MOST = Duration.ofSeconds(175);
    private static final List<String> OPTIONS = List.of("--stay", "--serve");

    private Main() {}

    /**
     * Runs the demo.
     *
     * @param args the folder to work in, and {@code --stay} to keep the shop up afterwards, or {@code --serve} to do
     *     nothing but that
     */
    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]);
        List<String> options = Arrays.asList(args).subList(1, args.length);
        if (!OPTIONS.containsAll(options)) {
            System.err.println("Usage: bin/demo [--stay | --serve]");
            System.exit(2);
        }
        Path folder = emptied(target.resolve("shop"));
        System.setProperty(
                "org.slf4j.simpleLogger.logFile", folder.resolve("shop.log").toString());
        boolean held = run(target, folder, options);
        System.exit(held ? 0 : 1);
    }

    private static boolean run(Path target, Path folder, List<String> options) throws Exception {
        Screen screen = new Screen(System.out);
        long began = System.nanoTime();
        try (Shop shop = new Shop(folder)) {
            Invitation invitation = new Invitation(shop, screen);
            invitation.whatRuns();
            if (!options.contains("--serve")) {
                Thread guard = guard();
                Demo demo = new Demo(shop, screen, Pace.FULL);
                demo.run();
                demo.write(target.resolve("demo.json"));
                guard.interrupt();
                screen.title(
                        screen.held() ? "Everything held." : "Not everything held: see the lines that say FAILED.");
                screen.line("%.0f s; figures in %s", (System.nanoTime() - began) / 1e9, target.resolve("demo.json"));
            }
            if (!options.isEmpty()) {
                invitation.toTry();
                new CountDownLatch(1).await();
            }
        }
        return screen.held();
    }

    /** Whatever hangs, the demo does not. */
    private static Thread guard() {
        Thread guard = new Thread(
                () -> {
                    try {
                        Thread.sleep(MOST.toMillis());
                        System.err.println("FAILED  The demo did not end within " + MOST.toSeconds()
                                + " s, as it should on two idle cores.");
                        Runtime.getRuntime().halt(1);
                    } catch (InterruptedException e) {
                        // It has ended in time.
                        return;
                    }
                },
                "guard");
        guard.setDaemon(true);
        guard.start();
        return guard;
    }

    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
