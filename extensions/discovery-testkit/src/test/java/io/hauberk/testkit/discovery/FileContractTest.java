package io.hauberk.testkit.discovery;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

class FileContractTest extends DiscoveryContract {
    @TempDir
    Path folder;

    @Override
    protected RegistryDriver open() {
        return new Driver(folder);
    }

    private record Driver(Path folder) implements RegistryDriver {
        private Path file() {
            return folder.resolve("endpoints.yaml");
        }

        @Override
        public Discovery discovery() {
            return Discovery.file(file());
        }

        @Override
        public void publish(List<Endpoint> endpoints) throws IOException {
            replace(endpoints.stream()
                    .map(e -> "- { url: \"http://" + e + "\", weight: " + e.weight()
                            + (e.zone() == null ? "" : ", zone: " + e.zone()) + " }")
                    .collect(Collectors.joining("\n", "endpoints:" + (endpoints.isEmpty() ? " []" : "\n"), "\n")));
        }

        private void replace(String content) throws IOException {
            Path fresh = Files.writeString(folder.resolve("fresh"), content);
            Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void stop() throws IOException {
            Files.move(file(), folder.resolve("gone"));
        }

        @Override
        public void start() throws IOException {
            Files.move(folder.resolve("gone"), file());
        }

        @Override
        public boolean garble() throws IOException {
            replace("- ftp://nowhere\n");
            return true;
        }

        @Override
        public int most() {
            // A file of more is refused as a whole.
            return 10_000;
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMillis(500);
        }

        @Override
        public void close() {}
    }
}
