import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** Servlets on Tomcat. */
public final class OnTomcat {

    private OnTomcat() {}

    public static void main(String[] args) throws Exception {
        Served.POOL.prestartAllCoreThreads();
        Path folder = Files.createTempDirectory("tomcat");
        Tomcat server = new Tomcat();
        server.setBaseDir(folder.toString());
        server.setPort(0);
        Context context = server.addContext("", folder.toString());
        Wrapper servlet = Tomcat.addServlet(context, "notes", new NoteServlet());
        servlet.setAsyncSupported(true);
        for (String path : new String[] {
            "/store", "/async", "/dispatch", "/pool", "/body", "/redirect", "/forward", "/forward-on-pool", "/echo"
        }) {
            servlet.addMapping(path);
        }
        server.start();
        Caller.call(server.getConnector().getLocalPort(), "store", "async", "dispatch", "pool");
        server.stop();
        server.destroy();
        Served.POOL.shutdown();
    }
}
