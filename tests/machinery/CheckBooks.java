import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.util.DefaultReportImpl;
import java.io.File;

/** EPUBCheck for many books in one go: starting it costs ten times more than a book. Prints what it finds. */
public class CheckBooks {
    public static void main(String[] books) {
        int worst = 0;
        for (String book : books) {
            DefaultReportImpl report = new DefaultReportImpl(book, "", true);
            report.initialize();
            worst = Math.max(worst, new EpubCheck(new File(book), report).doValidate());
            report.generate();
        }
        System.exit(worst);
    }
}
