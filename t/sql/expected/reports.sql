-- call summary
SELECT report_summary();

-- call summary, every argument
SELECT report_summary(start_date => $1, end_date => $2, client_id => $3, project_id => $4, billable => $5, tag => $6, group_by => $7, compare => $8);

-- call summary, CSV
SELECT report_summary_csv(start_date => $1, end_date => $2, client_id => $3, project_id => $4, billable => $5, tag => $6, group_by => $7, compare => $8);

-- call days
SELECT report_days();

-- call days, every argument
SELECT report_days(start_date => $1, end_date => $2);

