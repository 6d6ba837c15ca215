import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import redis.clients.jedis.RedisClient;

/** A clinic for pets, on Spring Boot with Spring MVC: it remembers visits in a Redis, until a line comes on standard input. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Clinic {

    /** Visits by pet. */
    public static final class VisitMemoryStore implements AutoCloseable {
        private final RedisClient redis = RedisClient.create(System.getenv("REDIS_URL"));

        public void store(String pet, String visit) {
            redis.set("visit:" + pet, visit);
        }

        public String retrieve(String pet) {
            return redis.get("visit:" + pet);
        }

        @Override
        public void close() {
            redis.close();
        }
    }

    /** What is asked of the clinic. */
    @RestController
    public static final class Desk {
        private final VisitMemoryStore visits;
        private final ExecutorService pool = Executors.newFixedThreadPool(2);
        private final HttpClient client = HttpClient.newHttpClient();

        public Desk(VisitMemoryStore visits) {
            this.visits = visits;
        }

        @PostMapping("/pets/{pet}/visits")
        public Map<String, String> add(@PathVariable("pet") String pet, @RequestBody String visit) {
            visits.store(pet, visit);
            return Map.of("pet", pet);
        }

        @GetMapping("/pets/{pet}/visits")
        public String last(@PathVariable("pet") String pet) {
            return visits.retrieve(pet);
        }

        /** On a thread of Spring MVC's, after the servlet has returned. */
        @GetMapping("/later/{pet}")
        public Callable<String> later(@PathVariable("pet") String pet) {
            return () -> visits.retrieve(pet);
        }

        /** On a pool of the application's own. */
        @GetMapping("/pool/{pet}")
        public String onPool(@PathVariable("pet") String pet) throws Exception {
            return pool.submit(() -> visits.retrieve(pet)).get();
        }

        /** Asks another process. */
        @GetMapping("/refer/{pet}")
        public String refer(@PathVariable("pet") String pet, @RequestParam("to") String address) throws Exception {
            String visit = visits.retrieve(pet);
            HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
            return visit
                    + client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Bean
    public VisitMemoryStore visits() {
        return new VisitMemoryStore();
    }

    public static void main(String[] args) throws Exception {
        ConfigurableApplicationContext context =
                SpringApplication.run(Clinic.class, "--server.port=0", "--spring.main.banner-mode=off");
        System.out.println(
                "port=" + ((WebServerApplicationContext) context).getWebServer().getPort());
        System.in.read();
        System.exit(SpringApplication.exit(context));
    }
}
