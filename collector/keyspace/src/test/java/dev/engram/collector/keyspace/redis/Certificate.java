package dev.engram.collector.keyspace.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.RealRedis.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for an address, made by the JDK's keytool.
 *
 * @param store with key and certificate; also one that trusts it
 */
public record Certificate(Path store, Path folder) {

    /** The system property that names the trusted certificates. */
    public static final String TRUSTED = "javax.net.ssl.trustStore";

    private static final String PASSWORD = "changeit"; // what a trust store has where none is said

    /** Makes one in a folder. */
    public static Certificate of(String address, Path folder) throws Exception {
        Path store = folder.resolve("store.jks");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=ip:" + address,
                        "-storetype",
                        "JKS", // of which certificates are read without a password
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-keypass",
                        PASSWORD)
                .redirectInput(Path.of("/dev/null").toFile()) // or it might ask, and wait
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new Certificate(store, folder);
    }

    /** Starts a server that shows it, by TLS on a port. The installed one: the embedded one knows no TLS. */
    public RealRedis serve(String port) throws Exception {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return RealRedis.start(
                Program.INSTALLED,
                "--tls-port",
                port,
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                pem("CERTIFICATE", keys.getCertificate("redis").getEncoded()),
                "--tls-key-file",
                pem("PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()),
                "--tls-ca-cert-file",
                folder.resolve("CERTIFICATE").toString());
    }

    private String pem(String kind, byte[] encoded) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END "
                + kind + "-----\n";
        return Files.writeString(folder.resolve(kind.replace(' ', '-')), text).toString();
    }
}
